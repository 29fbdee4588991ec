import { useTranslation } from "react-i18next";
import { Input, Select, TextArea } from "../ui/field.tsx";
import type { EventWords, Terms } from "./event-draft.ts";

/** What to say at a field; "" while nothing is wrong with it. */
export type ProblemAt = (field: string) => string;

interface Fields<Values> {
  readonly values: Values;
  readonly onChange: (change: Partial<Values>) => void;
  readonly problemAt: ProblemAt;
}

/** An event's texts, but for its rules. */
export function WordFields({ values, onChange, problemAt }: Fields<EventWords>) {
  const { t } = useTranslation();
  return (
    <>
      <Input
        label={t("admin.field.title")}
        hint={t("admin.hint.title")}
        value={values.title}
        maxLength={1_000}
        onChange={({ target }) => onChange({ title: target.value })}
        problem={problemAt("title")}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Input
          label={t("admin.field.category")}
          value={values.category}
          onChange={({ target }) => onChange({ category: target.value })}
          problem={problemAt("category")}
        />
        <Input
          label={t("admin.field.tags")}
          hint={t("admin.hint.tags")}
          value={values.tags}
          onChange={({ target }) => onChange({ tags: target.value })}
          problem={problemAt("tags")}
        />
      </div>
      <Input
        label={t("admin.field.image")}
        hint={t("admin.hint.image")}
        value={values.image}
        inputMode="url"
        onChange={({ target }) => onChange({ image: target.value })}
        problem={problemAt("image")}
      />
      <TextArea
        label={t("admin.field.description")}
        value={values.description}
        onChange={({ target }) => onChange({ description: target.value })}
        problem={problemAt("description")}
      />
    </>
  );
}

/** How orders of a market are taken and charged. */
export function TermsFields({ values, onChange, problemAt }: Fields<Terms>) {
  const { t } = useTranslation();
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Input
          type="datetime-local"
          label={t("admin.field.closeTime")}
          hint={t("admin.hint.closeTime")}
          value={values.closeTime}
          onChange={({ target }) => onChange({ closeTime: target.value })}
          problem={problemAt("close_time")}
        />
        <Input
          label={t("admin.field.minQuantity")}
          inputMode="decimal"
          value={values.minQuantity}
          onChange={({ target }) => onChange({ minQuantity: target.value })}
          problem={problemAt("min_quantity")}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <Input
          label={t("admin.field.takerFee")}
          end={t("admin.basisPoints")}
          inputMode="numeric"
          value={values.takerFee}
          onChange={({ target }) => onChange({ takerFee: target.value })}
          problem={problemAt("taker_bps")}
        />
        <Input
          label={t("admin.field.makerFee")}
          end={t("admin.basisPoints")}
          inputMode="numeric"
          value={values.makerFee}
          onChange={({ target }) => onChange({ makerFee: target.value })}
          problem={problemAt("maker_bps")}
        />
        <Input
          label={t("admin.field.rebate")}
          end={t("admin.basisPoints")}
          inputMode="numeric"
          value={values.rebate}
          onChange={({ target }) => onChange({ rebate: target.value })}
          problem={problemAt("rebate_bps")}
        />
      </div>
      <details className="group">
        <summary className="cursor-pointer text-sm font-medium text-accent select-none">
          {t("admin.moreTerms")}
        </summary>
        <div className="mt-4 grid gap-4 sm:grid-cols-2">
          <Select
            label={t("admin.field.formula")}
            value={`${values.formula}-${values.formula === "quadratic" ? values.exponent : "1"}`}
            onChange={({ target }) =>
              onChange({
                formula: target.value === "symmetric-1" ? "symmetric" : "quadratic",
                exponent: target.value === "quadratic-2" ? "2" : "1",
              })
            }
          >
            {["symmetric-1", "quadratic-1", "quadratic-2"].map((formula) => (
              <option key={formula} value={formula}>
                {t(`admin.formula.${formula}`)}
              </option>
            ))}
          </Select>
          <Input
            label={t("admin.field.positionLimit")}
            hint={t("admin.hint.zeroIsNone")}
            inputMode="decimal"
            value={values.positionLimit}
            onChange={({ target }) => onChange({ positionLimit: target.value })}
            problem={problemAt("position_limit")}
          />
          <Input
            label={t("admin.field.bandLow")}
            hint={t("admin.hint.band")}
            inputMode="decimal"
            value={values.bandLow}
            onChange={({ target }) => onChange({ bandLow: target.value })}
            problem={problemAt("band_low")}
          />
          <Input
            label={t("admin.field.bandHigh")}
            inputMode="decimal"
            value={values.bandHigh}
            onChange={({ target }) => onChange({ bandHigh: target.value })}
            problem={problemAt("band_high")}
          />
          <Input
            label={t("admin.field.takerDelay")}
            hint={t("admin.hint.zeroIsNone")}
            end={t("admin.milliseconds")}
            inputMode="numeric"
            value={values.takerDelayMs}
            onChange={({ target }) => onChange({ takerDelayMs: target.value })}
            problem={problemAt("taker_delay_ms")}
          />
        </div>
      </details>
    </>
  );
}
