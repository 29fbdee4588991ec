// The twin: our book written in C++ with the same layout and the same steps, as the
// honest measure of what the language costs. One 32-byte record an order and a
// 16-byte cold one beside it, levels in blocks of 32 that are made on first use, a
// two-level bitmap for the best price, ids checked against the slot that a cancel
// names, the walk into a plan that is applied afterwards, time in force, post-only
// and self-trade prevention where our book has them.
//
//   book <workload> <ticks>     five int32 an operation: type, id, side, price, lots
//
// For each line `run <operations>` on standard input it runs the workload through a
// new book and answers one line of JSON: seconds, trades, lots, value, hash, resting.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace {

constexpr int32_t NO_SLOT = -1;
enum TimeInForce : int32_t { GTC = 0, IOC = 1, FOK = 2 };
enum SelfTrade : int32_t { CANCEL_TAKER = 0, CANCEL_MAKER = 1, CANCEL_BOTH = 2 };

/** What matching reads and writes of an order. The lowest bit of `levelAndFlags` says bid, the next post-only. */
struct Order {
  int64_t id;
  int32_t owner;
  int32_t market;
  int32_t next;
  int32_t previous;
  int32_t remaining;
  int32_t levelAndFlags;
};
static_assert(sizeof(Order) == 32);

/** What only reports and expiry read. */
struct ColdOrder {
  double expiresAt;
  int32_t quantity;
  int32_t group;
};
static_assert(sizeof(ColdOrder) == 16);

struct Level {
  int64_t quantity;
  int32_t head;
  int32_t tail;
  int32_t orders;
  int32_t unused;
};

struct Block {
  Level levels[32];
};

class Book {
 public:
  explicit Book(int32_t ticks)
      : ticks_(ticks), words_((ticks + 32) >> 5), blocks_(words_), occupied_(words_), summary_((words_ + 31) >> 5) {
    grow(1 << 12);
    plan_.reserve(4096);
  }

  struct Fill {
    int64_t id;
    int32_t slot;
    int32_t lots;
    int32_t level;
  };
  const std::vector<Fill>& fills() const { return plan_; }
  int32_t size() const { return size_; }

  /** @returns the slot in which the remainder rests, or NO_SLOT. */
  int32_t place(int64_t id, int32_t owner, bool bid, int32_t level, int32_t lots, int32_t timeInForce,
                bool postOnly, int32_t selfTrade) {
    plan_.clear();
    pulled_.clear();
    int32_t left = lots;
    bool stopped = false;
    const int32_t best = bid ? bestAsk_ : bestBid_;
    if (best != 0 && (bid ? best <= level : best >= level)) {
      if (postOnly) return NO_SLOT;
      left = walk(owner, bid, level, lots, selfTrade, best, stopped);
      if (timeInForce == FOK && left > 0) {
        plan_.clear();
        pulled_.clear();
        return NO_SLOT;
      }
      for (const Fill& fill : plan_) take(fill.slot, fill.lots);
      for (const int32_t slot : pulled_) {
        unlink(slot);
        release(slot);
      }
    }
    if (left == 0 || stopped || timeInForce != GTC) return NO_SLOT;
    return rest(id, owner, bid, level, left, lots, postOnly);
  }

  bool cancel(int64_t id, int32_t slot) {
    if (static_cast<uint32_t>(slot) >= orders_.size() || orders_[slot].id != id) return false;
    unlink(slot);
    release(slot);
    return true;
  }

 private:
  /** Reads the opposite side into the plan; changes nothing. @returns the lots that found nobody. */
  int32_t walk(int32_t owner, bool bid, int32_t limit, int32_t lots, int32_t selfTrade, int32_t price,
               bool& stopped) {
    int32_t left = lots;
    while (price != 0 && (bid ? price <= limit : price >= limit)) {
      for (int32_t slot = levelAt(price).head; slot != NO_SLOT;) {
        const Order& maker = orders_[slot];
        if (maker.owner == owner) [[unlikely]] {
          if (selfTrade != CANCEL_TAKER) pulled_.push_back(slot);
          if (selfTrade != CANCEL_MAKER) {
            stopped = true;
            return left;
          }
        } else {
          const int32_t filled = left < maker.remaining ? left : maker.remaining;
          plan_.push_back({maker.id, slot, filled, price});
          left -= filled;
          if (left == 0) return 0;
        }
        slot = maker.next;
      }
      price = bid ? above(price) : below(price);
    }
    return left;
  }

  void take(int32_t slot, int32_t lots) {
    Order& order = orders_[slot];
    if (order.remaining == lots) {
      unlink(slot);
      release(slot);
    } else {
      order.remaining -= lots;
      levelAt(order.levelAndFlags >> 2).quantity -= lots;
    }
  }

  int32_t rest(int64_t id, int32_t owner, bool bid, int32_t level, int32_t left, int32_t lots, bool postOnly) {
    const int32_t slot = acquire();
    Block* block = blocks_[level >> 5].get();
    if (block == nullptr) block = makeBlock(level >> 5);
    Level& queue = block->levels[level & 31];
    const int32_t tail = queue.tail;
    orders_[slot] = {id, owner, 0, NO_SLOT, tail, left, level << 2 | (postOnly ? 2 : 0) | (bid ? 1 : 0)};
    cold_[slot] = {0.0, lots, 0};
    if (tail == NO_SLOT) {
      queue.head = slot;
      occupied_[level >> 5] |= 1u << (level & 31);
      summary_[level >> 10] |= 1u << ((level >> 5) & 31);
      if (bid) {
        if (level > bestBid_) bestBid_ = level;
      } else if (bestAsk_ == 0 || level < bestAsk_) {
        bestAsk_ = level;
      }
    } else {
      orders_[tail].next = slot;
    }
    queue.tail = slot;
    queue.orders++;
    queue.quantity += left;
    size_++;
    return slot;
  }

  void unlink(int32_t slot) {
    const Order& order = orders_[slot];
    const int32_t level = order.levelAndFlags >> 2;
    Level& queue = levelAt(level);
    if (order.previous == NO_SLOT) queue.head = order.next;
    else orders_[order.previous].next = order.next;
    if (order.next == NO_SLOT) queue.tail = order.previous;
    else orders_[order.next].previous = order.previous;
    queue.orders--;
    queue.quantity -= order.remaining;
    if (queue.head == NO_SLOT) {
      if ((occupied_[level >> 5] &= ~(1u << (level & 31))) == 0)
        summary_[level >> 10] &= ~(1u << ((level >> 5) & 31));
      if (order.levelAndFlags & 1) {
        if (level == bestBid_) bestBid_ = below(level);
      } else if (level == bestAsk_) {
        bestAsk_ = above(level);
      }
    }
  }

  void release(int32_t slot) {
    orders_[slot].id = 0;
    orders_[slot].next = free_;
    free_ = slot;
    size_--;
  }

  int32_t acquire() {
    if (free_ == NO_SLOT) [[unlikely]] grow(orders_.size() * 2);
    const int32_t slot = free_;
    free_ = orders_[slot].next;
    return slot;
  }

  void grow(size_t capacity) {
    const size_t from = orders_.size();
    orders_.resize(capacity);
    cold_.resize(capacity);
    for (size_t slot = capacity; slot-- > from;) {
      orders_[slot].id = 0;
      orders_[slot].next = free_;
      free_ = static_cast<int32_t>(slot);
    }
  }

  Block* makeBlock(int32_t index) {
    blocks_[index] = std::make_unique<Block>();
    for (Level& level : blocks_[index]->levels) level = {0, NO_SLOT, NO_SLOT, 0, 0};
    return blocks_[index].get();
  }

  Level& levelAt(int32_t level) { return blocks_[level >> 5]->levels[level & 31]; }

  /** @returns the highest occupied level below, 0: none. */
  int32_t below(int32_t level) const {
    int32_t word = level >> 5;
    const uint32_t bits = occupied_[word] & ((1u << (level & 31)) - 1);
    if (bits != 0) return (word << 5) + 31 - __builtin_clz(bits);
    int32_t group = word >> 5;
    uint32_t words = summary_[group] & ((1u << (word & 31)) - 1);
    while (words == 0) {
      if (--group < 0) return 0;
      words = summary_[group];
    }
    word = (group << 5) + 31 - __builtin_clz(words);
    return (word << 5) + 31 - __builtin_clz(occupied_[word]);
  }

  /** @returns the lowest occupied level above, 0: none. */
  int32_t above(int32_t level) const {
    int32_t word = level >> 5;
    const uint32_t bits = occupied_[word] & ~(((1u << (level & 31)) << 1) - 1);
    if (bits != 0) return (word << 5) + __builtin_ctz(bits);
    size_t group = static_cast<size_t>(word) >> 5;
    uint32_t words = summary_[group] & ~(((1u << (word & 31)) << 1) - 1);
    while (words == 0) {
      if (++group >= summary_.size()) return 0;
      words = summary_[group];
    }
    word = static_cast<int32_t>(group << 5) + __builtin_ctz(words);
    return (word << 5) + __builtin_ctz(occupied_[word]);
  }

  const int32_t ticks_;
  const int32_t words_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::vector<uint32_t> occupied_;
  std::vector<uint32_t> summary_;
  std::vector<Order> orders_;
  std::vector<ColdOrder> cold_;
  std::vector<Fill> plan_;
  std::vector<int32_t> pulled_;
  int32_t bestBid_ = 0;
  int32_t bestAsk_ = 0;
  int32_t free_ = NO_SLOT;
  int32_t size_ = 0;
};

struct Operation {
  int32_t type, id, side, price, lots;
};

std::vector<Operation> readWorkload(const char* path) {
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) {
    std::perror(path);
    std::exit(1);
  }
  std::fseek(file, 0, SEEK_END);
  std::vector<Operation> operations(static_cast<size_t>(std::ftell(file)) / sizeof(Operation));
  std::rewind(file);
  const size_t read = std::fread(operations.data(), sizeof(Operation), operations.size(), file);
  std::fclose(file);
  if (read != operations.size()) std::exit(1);
  return operations;
}

void run(const std::vector<Operation>& operations, int32_t ticks, size_t count) {
  Book book(ticks);
  std::vector<int32_t> slots(operations.size() + 1, NO_SLOT);
  int64_t trades = 0, lots = 0, value = 0;
  uint32_t hash = 0;
  const auto started = std::chrono::steady_clock::now();
  for (size_t index = 0; index < count; index++) {
    const Operation& operation = operations[index];
    if (operation.type != 0) {
      book.cancel(operation.id, slots[operation.id]);
      continue;
    }
    // Every order has an owner of its own, so the self-trade check runs and never strikes.
    slots[operation.id] = book.place(operation.id, operation.id, operation.side == 0, operation.price,
                                     operation.lots, GTC, false, CANCEL_TAKER);
    for (const Book::Fill& fill : book.fills()) {
      trades++;
      lots += fill.lots;
      value += static_cast<int64_t>(fill.lots) * fill.level;
      hash = hash * 31 + static_cast<uint32_t>(fill.id);
      hash = hash * 31 + static_cast<uint32_t>(fill.lots);
      hash = hash * 31 + static_cast<uint32_t>(fill.level);
    }
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  std::printf(
      "{\"seconds\":%.9f,\"digest\":{\"trades\":%lld,\"lots\":%lld,\"value\":%lld,\"hash\":%d,\"resting\":%d}}\n",
      seconds.count(), static_cast<long long>(trades), static_cast<long long>(lots),
      static_cast<long long>(value), static_cast<int32_t>(hash), book.size());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "book <workload> <ticks>\n");
    return 2;
  }
  const std::vector<Operation> operations = readWorkload(argv[1]);
  const int32_t ticks = std::atoi(argv[2]);
  char line[64];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    if (std::strncmp(line, "run ", 4) != 0) return 2;
    const size_t count = std::strtoull(line + 4, nullptr, 10);
    if (count > operations.size()) return 2;
    run(operations, ticks, count);
  }
  return 0;
}
