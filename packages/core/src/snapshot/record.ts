/** A value of a record: text, a safe integer, or a list of such. */
export type RecordValue = string | number | readonly RecordValue[];
/** One logical thing of the state: its kind and its values. Holds no slot, capacity or −0. */
export type StateRecord = readonly [kind: string, ...values: RecordValue[]];

/** Version of the record layout below; a change of layout raises it. */
export const LAYOUT = 2;
/** The layout before, which has fewer values at the ends of records; what is missing has its first value. */
export const LAYOUT_BEFORE = 1;
