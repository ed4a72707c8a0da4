/**
 * WebAssembly's instruction set as numbers, and what follows each instruction in the binary format.
 *
 * Keys are the text format's names with `_` for `.`. Prefixed instructions (saturating truncation and bulk memory 0xFC,
 * atomics 0xFE) are `prefix << 8 | number`. Source: the WebAssembly core specification, the threads proposal, and the
 * legacy exception-handling proposal.
 */

export type ValType = 'i32' | 'i64' | 'f32' | 'f64' | 'externref' | 'funcref' | 'exnref'

/** Binary codes of value types. */
export const valTypeCode: Readonly<Record<ValType, number>> = {
  i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, externref: 0x6f, funcref: 0x70, exnref: 0x69,
}

export const Op = {
  unreachable: 0x00, nop: 0x01, block: 0x02, loop: 0x03, if: 0x04, else: 0x05,
  try: 0x06, catch: 0x07, throw: 0x08, rethrow: 0x09, end: 0x0b, br: 0x0c, br_if: 0x0d, br_table: 0x0e, return: 0x0f,
  call: 0x10, call_indirect: 0x11, return_call: 0x12, return_call_indirect: 0x13, delegate: 0x18, catch_all: 0x19,
  drop: 0x1a, select: 0x1b, local_get: 0x20, local_set: 0x21, local_tee: 0x22, global_get: 0x23, global_set: 0x24,
  table_get: 0x25, table_set: 0x26,
  i32_load: 0x28, i64_load: 0x29, f32_load: 0x2a, f64_load: 0x2b, i32_load8_s: 0x2c, i32_load8_u: 0x2d,
  i32_load16_s: 0x2e, i32_load16_u: 0x2f, i64_load8_s: 0x30, i64_load8_u: 0x31, i64_load16_s: 0x32, i64_load16_u: 0x33,
  i64_load32_s: 0x34, i64_load32_u: 0x35, i32_store: 0x36, i64_store: 0x37, f32_store: 0x38, f64_store: 0x39,
  i32_store8: 0x3a, i32_store16: 0x3b, i64_store8: 0x3c, i64_store16: 0x3d, i64_store32: 0x3e,
  memory_size: 0x3f, memory_grow: 0x40,
  i32_const: 0x41, i64_const: 0x42, f32_const: 0x43, f64_const: 0x44,
  i32_eqz: 0x45, i32_eq: 0x46, i32_ne: 0x47, i32_lt_s: 0x48, i32_lt_u: 0x49, i32_gt_s: 0x4a, i32_gt_u: 0x4b,
  i32_le_s: 0x4c, i32_le_u: 0x4d, i32_ge_s: 0x4e, i32_ge_u: 0x4f,
  i64_eqz: 0x50, i64_eq: 0x51, i64_ne: 0x52, i64_lt_s: 0x53, i64_lt_u: 0x54, i64_gt_s: 0x55, i64_gt_u: 0x56,
  i64_le_s: 0x57, i64_le_u: 0x58, i64_ge_s: 0x59, i64_ge_u: 0x5a,
  f32_eq: 0x5b, f32_ne: 0x5c, f32_lt: 0x5d, f32_gt: 0x5e, f32_le: 0x5f, f32_ge: 0x60,
  f64_eq: 0x61, f64_ne: 0x62, f64_lt: 0x63, f64_gt: 0x64, f64_le: 0x65, f64_ge: 0x66,
  i32_clz: 0x67, i32_ctz: 0x68, i32_popcnt: 0x69, i32_add: 0x6a, i32_sub: 0x6b, i32_mul: 0x6c, i32_div_s: 0x6d,
  i32_div_u: 0x6e, i32_rem_s: 0x6f, i32_rem_u: 0x70, i32_and: 0x71, i32_or: 0x72, i32_xor: 0x73, i32_shl: 0x74,
  i32_shr_s: 0x75, i32_shr_u: 0x76, i32_rotl: 0x77, i32_rotr: 0x78,
  i64_clz: 0x79, i64_ctz: 0x7a, i64_popcnt: 0x7b, i64_add: 0x7c, i64_sub: 0x7d, i64_mul: 0x7e, i64_div_s: 0x7f,
  i64_div_u: 0x80, i64_rem_s: 0x81, i64_rem_u: 0x82, i64_and: 0x83, i64_or: 0x84, i64_xor: 0x85, i64_shl: 0x86,
  i64_shr_s: 0x87, i64_shr_u: 0x88, i64_rotl: 0x89, i64_rotr: 0x8a,
  f32_abs: 0x8b, f32_neg: 0x8c, f32_ceil: 0x8d, f32_floor: 0x8e, f32_trunc: 0x8f, f32_nearest: 0x90, f32_sqrt: 0x91,
  f32_add: 0x92, f32_sub: 0x93, f32_mul: 0x94, f32_div: 0x95, f32_min: 0x96, f32_max: 0x97, f32_copysign: 0x98,
  f64_abs: 0x99, f64_neg: 0x9a, f64_ceil: 0x9b, f64_floor: 0x9c, f64_trunc: 0x9d, f64_nearest: 0x9e, f64_sqrt: 0x9f,
  f64_add: 0xa0, f64_sub: 0xa1, f64_mul: 0xa2, f64_div: 0xa3, f64_min: 0xa4, f64_max: 0xa5, f64_copysign: 0xa6,
  i32_wrap_i64: 0xa7, i32_trunc_f32_s: 0xa8, i32_trunc_f32_u: 0xa9, i32_trunc_f64_s: 0xaa, i32_trunc_f64_u: 0xab,
  i64_extend_i32_s: 0xac, i64_extend_i32_u: 0xad, i64_trunc_f32_s: 0xae, i64_trunc_f32_u: 0xaf,
  i64_trunc_f64_s: 0xb0, i64_trunc_f64_u: 0xb1,
  f32_convert_i32_s: 0xb2, f32_convert_i32_u: 0xb3, f32_convert_i64_s: 0xb4, f32_convert_i64_u: 0xb5,
  f32_demote_f64: 0xb6, f64_convert_i32_s: 0xb7, f64_convert_i32_u: 0xb8, f64_convert_i64_s: 0xb9,
  f64_convert_i64_u: 0xba, f64_promote_f32: 0xbb,
  i32_reinterpret_f32: 0xbc, i64_reinterpret_f64: 0xbd, f32_reinterpret_i32: 0xbe, f64_reinterpret_i64: 0xbf,
  i32_extend8_s: 0xc0, i32_extend16_s: 0xc1, i64_extend8_s: 0xc2, i64_extend16_s: 0xc3, i64_extend32_s: 0xc4,
  ref_null: 0xd0, ref_is_null: 0xd1, ref_func: 0xd2,

  i32_trunc_sat_f32_s: 0xfc00, i32_trunc_sat_f32_u: 0xfc01, i32_trunc_sat_f64_s: 0xfc02, i32_trunc_sat_f64_u: 0xfc03,
  i64_trunc_sat_f32_s: 0xfc04, i64_trunc_sat_f32_u: 0xfc05, i64_trunc_sat_f64_s: 0xfc06, i64_trunc_sat_f64_u: 0xfc07,
  memory_init: 0xfc08, data_drop: 0xfc09, memory_copy: 0xfc0a, memory_fill: 0xfc0b,

  memory_atomic_notify: 0xfe00, memory_atomic_wait32: 0xfe01, memory_atomic_wait64: 0xfe02, atomic_fence: 0xfe03,
  i32_atomic_load: 0xfe10, i64_atomic_load: 0xfe11, i32_atomic_load8_u: 0xfe12, i32_atomic_load16_u: 0xfe13,
  i64_atomic_load8_u: 0xfe14, i64_atomic_load16_u: 0xfe15, i64_atomic_load32_u: 0xfe16,
  i32_atomic_store: 0xfe17, i64_atomic_store: 0xfe18, i32_atomic_store8: 0xfe19, i32_atomic_store16: 0xfe1a,
  i64_atomic_store8: 0xfe1b, i64_atomic_store16: 0xfe1c, i64_atomic_store32: 0xfe1d,
  i32_atomic_rmw_add: 0xfe1e, i64_atomic_rmw_add: 0xfe1f, i32_atomic_rmw8_add_u: 0xfe20, i32_atomic_rmw16_add_u: 0xfe21,
  i64_atomic_rmw8_add_u: 0xfe22, i64_atomic_rmw16_add_u: 0xfe23, i64_atomic_rmw32_add_u: 0xfe24,
  i32_atomic_rmw_sub: 0xfe25, i64_atomic_rmw_sub: 0xfe26, i32_atomic_rmw8_sub_u: 0xfe27, i32_atomic_rmw16_sub_u: 0xfe28,
  i64_atomic_rmw8_sub_u: 0xfe29, i64_atomic_rmw16_sub_u: 0xfe2a, i64_atomic_rmw32_sub_u: 0xfe2b,
  i32_atomic_rmw_and: 0xfe2c, i64_atomic_rmw_and: 0xfe2d, i32_atomic_rmw8_and_u: 0xfe2e, i32_atomic_rmw16_and_u: 0xfe2f,
  i64_atomic_rmw8_and_u: 0xfe30, i64_atomic_rmw16_and_u: 0xfe31, i64_atomic_rmw32_and_u: 0xfe32,
  i32_atomic_rmw_or: 0xfe33, i64_atomic_rmw_or: 0xfe34, i32_atomic_rmw8_or_u: 0xfe35, i32_atomic_rmw16_or_u: 0xfe36,
  i64_atomic_rmw8_or_u: 0xfe37, i64_atomic_rmw16_or_u: 0xfe38, i64_atomic_rmw32_or_u: 0xfe39,
  i32_atomic_rmw_xor: 0xfe3a, i64_atomic_rmw_xor: 0xfe3b, i32_atomic_rmw8_xor_u: 0xfe3c, i32_atomic_rmw16_xor_u: 0xfe3d,
  i64_atomic_rmw8_xor_u: 0xfe3e, i64_atomic_rmw16_xor_u: 0xfe3f, i64_atomic_rmw32_xor_u: 0xfe40,
  i32_atomic_rmw_xchg: 0xfe41, i64_atomic_rmw_xchg: 0xfe42, i32_atomic_rmw8_xchg_u: 0xfe43,
  i32_atomic_rmw16_xchg_u: 0xfe44, i64_atomic_rmw8_xchg_u: 0xfe45, i64_atomic_rmw16_xchg_u: 0xfe46,
  i64_atomic_rmw32_xchg_u: 0xfe47,
  i32_atomic_rmw_cmpxchg: 0xfe48, i64_atomic_rmw_cmpxchg: 0xfe49, i32_atomic_rmw8_cmpxchg_u: 0xfe4a,
  i32_atomic_rmw16_cmpxchg_u: 0xfe4b, i64_atomic_rmw8_cmpxchg_u: 0xfe4c, i64_atomic_rmw16_cmpxchg_u: 0xfe4d,
  i64_atomic_rmw32_cmpxchg_u: 0xfe4e,
} as const

/** An instruction's number, as in `Op`. */
export type Opcode = number

/** log2 of the natural alignment of plain loads and stores, from `i32_load` on. */
const plainAlign = [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2]
/** The same within each group of seven atomic accesses. */
const atomicAlign = [2, 3, 0, 1, 0, 1, 2]

/** log2 of an access's natural alignment in bytes; atomics must state exactly this. */
export function naturalAlign(op: Opcode): number {
  if (op < 0x100) return plainAlign[op - Op.i32_load]
  if (op < Op.i32_atomic_load) return op === Op.memory_atomic_wait64 ? 3 : 2
  return atomicAlign[(op - Op.i32_atomic_load) % 7]
}

/** What follows an instruction: used by the disassembler. */
export type Immediate =
  | 'none' | 'blocktype' | 'label' | 'labels' | 'func' | 'indirect' | 'tag' | 'local' | 'global' | 'table' | 'memarg'
  | 'i32' | 'i64' | 'f32' | 'f64' | 'byte' | 'twobytes' | 'reftype' | 'data'

const special: ReadonlyMap<Opcode, Immediate> = new Map<Opcode, Immediate>([
  [Op.block, 'blocktype'], [Op.loop, 'blocktype'], [Op.if, 'blocktype'], [Op.try, 'blocktype'],
  [Op.br, 'label'], [Op.br_if, 'label'], [Op.br_table, 'labels'], [Op.rethrow, 'label'], [Op.delegate, 'label'],
  [Op.catch, 'tag'], [Op.throw, 'tag'], [Op.call, 'func'], [Op.return_call, 'func'], [Op.ref_func, 'func'],
  [Op.call_indirect, 'indirect'], [Op.return_call_indirect, 'indirect'],
  [Op.local_get, 'local'], [Op.local_set, 'local'], [Op.local_tee, 'local'],
  [Op.global_get, 'global'], [Op.global_set, 'global'], [Op.table_get, 'table'], [Op.table_set, 'table'],
  [Op.i32_const, 'i32'], [Op.i64_const, 'i64'], [Op.f32_const, 'f32'], [Op.f64_const, 'f64'],
  [Op.memory_size, 'byte'], [Op.memory_grow, 'byte'], [Op.memory_fill, 'byte'], [Op.atomic_fence, 'byte'],
  [Op.memory_copy, 'twobytes'], [Op.ref_null, 'reftype'], [Op.memory_init, 'data'], [Op.data_drop, 'data'],
])

/** The kind of immediate that follows `op`. */
export function immediateOf(op: Opcode): Immediate {
  const found = special.get(op)
  if (found !== undefined) return found
  if (op >= Op.i32_load && op <= Op.i64_store32) return 'memarg'
  return op >= Op.memory_atomic_notify && op !== Op.atomic_fence ? 'memarg' : 'none'
}
