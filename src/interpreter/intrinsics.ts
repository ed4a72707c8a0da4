/**
 * The intrinsic functions: all that Base, which is Julia code, cannot say in Julia. Inference reads the result rules,
 * emission gives each its Wasm, `base/` calls them by these names (module `Core.Intrinsics`; all are also in `Core`).
 *
 * Names and meaning are real Julia's where Julia has the intrinsic (`add_int` … `sqrt_llvm`), so that base files can be
 * tried on real Julia; the others are ours. Arguments must already have the exact types: nothing is converted here.
 *
 * `args`: T = any primitive type, the same wherever it stands in one row; `Type{T}` a type constant. `result`: a type name,
 * 'T' as the argument, `(T,Bool)` a tuple, `eltype` the element type of the array argument, 'never' for no return.
 * `effect`: 'pure' may be folded, hoisted, dropped; 'read' reads memory; 'write' has effects; 'throws' may throw.
 * `how`: 'inline' Wasm instructions; 'runtime' a runtime import; 'ask' a request to the compiler with boxed arguments.
 */
export interface Intrinsic {
  readonly args: string
  readonly result: string
  readonly effect: 'pure' | 'read' | 'write' | 'throws'
  readonly how: 'inline' | 'runtime' | 'ask'
  readonly doc: string
}

type Row = readonly [names: string, args: string, result: string, effect: Intrinsic['effect'], how: Intrinsic['how'], doc: string]

const rows: readonly Row[] = [
  // Integers of 8 to 128 bits. Small ones are kept sign- or zero-extended in i32 according to their type; Bool is 0/1.
  ['neg_int', 'T', 'T', 'pure', 'inline', 'wraps'],
  ['add_int sub_int mul_int', 'T T', 'T', 'pure', 'inline', 'wraps around'],
  ['sdiv_int udiv_int srem_int urem_int', 'T T', 'T', 'pure', 'inline', 'unchecked: the divisor is not 0, no overflow'],
  ['checked_sdiv_int checked_udiv_int checked_srem_int checked_urem_int', 'T T', 'T', 'throws', 'inline', 'DivideError on 0 and on typemin ÷ -1 (rem gives 0)'],
  ['checked_sadd_int checked_uadd_int checked_ssub_int checked_usub_int checked_smul_int checked_umul_int', 'T T', '(T,Bool)', 'pure', 'inline', 'wrapped result and overflow flag'],
  ['and_int or_int xor_int', 'T T', 'T', 'pure', 'inline', 'bitwise'],
  ['not_int', 'T', 'T', 'pure', 'inline', 'bitwise; logical for Bool'],
  ['shl_int lshr_int ashr_int', 'T U', 'T', 'pure', 'inline', 'shift by an unsigned count of any integer type; counts ≥ bits give 0 (ashr: the sign)'],
  ['bswap_int ctpop_int ctlz_int cttz_int', 'T', 'T', 'pure', 'inline', 'byte swap, population count, leading and trailing zeros'],
  ['flipsign_int', 'T T', 'T', 'pure', 'inline', 'x, negated if y < 0'],
  ['eq_int ne_int slt_int ult_int sle_int ule_int', 'T T', 'Bool', 'pure', 'inline', 'comparisons, signed and unsigned'],
  ['sext_int zext_int trunc_int', 'Type{R} T', 'R', 'pure', 'inline', 'to wider, to wider, to narrower type'],
  ['bitcast', 'Type{R} T', 'R', 'pure', 'inline', 'same bits, same size: also Float64 ↔ UInt64, Char ↔ UInt32, Bool ↔ UInt8'],
  // Floats (Float64, Float32; Float16 where said)
  ['neg_float abs_float sqrt_llvm ceil_llvm floor_llvm trunc_llvm rint_llvm', 'T', 'T', 'pure', 'inline', 'sqrt of a negative is NaN; rint is to even'],
  ['add_float sub_float mul_float div_float', 'T T', 'T', 'pure', 'inline', ''],
  ['rem_float', 'T T', 'T', 'pure', 'runtime', 'C fmod'],
  ['copysign_float', 'T T', 'T', 'pure', 'inline', ''],
  ['min_float max_float', 'T T', 'T', 'pure', 'inline', 'Julia\'s min and max: NaN wins, -0.0 < 0.0'],
  ['fma_float', 'T T T', 'T', 'pure', 'runtime', 'one rounding'],
  ['muladd_float', 'T T T', 'T', 'pure', 'inline', 'x*y + z'],
  ['eq_float ne_float lt_float le_float', 'T T', 'Bool', 'pure', 'inline', 'IEEE'],
  ['fpiseq fpislt', 'T T', 'Bool', 'pure', 'inline', 'isequal and isless of floats'],
  ['sitofp uitofp', 'Type{R} T', 'R', 'pure', 'inline', 'integer to float, to nearest'],
  ['fptosi fptoui', 'Type{R} T', 'R', 'pure', 'inline', 'truncates; the value is known to fit (saturates)'],
  ['fptrunc fpext', 'Type{R} T', 'R', 'pure', 'inline', 'between Float16, Float32 and Float64'],
  ['sin_float cos_float tan_float asin_float acos_float atan_float sinh_float cosh_float tanh_float asinh_float acosh_float atanh_float exp_float exp2_float exp10_float expm1_float log_float log2_float log10_float log1p_float cbrt_float', 'Float64', 'Float64', 'pure', 'runtime', 'libm; domain errors are the caller\'s'],
  ['pow_float atan2_float hypot_float', 'Float64 Float64', 'Float64', 'pure', 'runtime', 'libm'],
  // Values of any type
  ['===', 'Any Any', 'Bool', 'read', 'inline', 'egal'],
  ['isa', 'Any Any', 'Bool', 'pure', 'inline', 'isa(x, T)'],
  ['typeof', 'Any', 'Any', 'pure', 'inline', ''],
  ['typeassert', 'Any Any', 'Any', 'throws', 'inline', 'typeassert(x, T): x, or TypeError'],
  ['tuple', 'Any…', 'Tuple', 'pure', 'inline', ''],
  ['svec', 'Any…', 'SimpleVector', 'pure', 'inline', ''],
  ['svec_length', 'SimpleVector', 'Int64', 'read', 'inline', ''],
  ['svec_ref', 'SimpleVector Int64', 'Any', 'throws', 'inline', '1-based, BoundsError'],
  ['getfield', 'Any Any', 'Any', 'throws', 'inline', 'getfield(x, :name or index)'],
  ['setfield!', 'Any Any Any', 'Any', 'throws', 'inline', 'setfield!(x, name, v): v must have the field\'s type; gives v'],
  ['isdefined', 'Any Any', 'Bool', 'read', 'inline', 'isdefined(x or module, name)'],
  ['nfields', 'Any', 'Int64', 'pure', 'inline', ''],
  ['objectid', 'Any', 'UInt64', 'read', 'runtime', ''],
  ['ifelse', 'Bool Any Any', 'Any', 'pure', 'inline', 'no branch'],
  ['sizeof_type', 'Any', 'Int64', 'throws', 'inline', 'bytes of an instance of an isbits type (constant type), else by request'],
  ['isbits_type', 'Any', 'Bool', 'pure', 'inline', 'for a constant type folded'],
  ['ismutable_value', 'Any', 'Bool', 'read', 'inline', ''],
  ['throw', 'Any', 'never', 'throws', 'runtime', 'records the backtrace'],
  ['rethrow_value', 'Any', 'never', 'throws', 'runtime', 'throws without a new backtrace'],
  ['current_exception', '', 'Any', 'read', 'inline', 'the innermost exception being handled, or nothing'],
  ['backtrace_strings', 'Any', 'Vector{Any}', 'read', 'ask', 'of an exception just caught (or nothing: from here): frames as (function::String, file::String, line::Int64) tuples'],
  ['gc_collect', '', 'Nothing', 'write', 'runtime', 'a full collection'],
  ['gc_live_bytes gc_total_bytes', '', 'Int64', 'read', 'runtime', 'live after the last collection; allocated by all threads so far'],
  // Arrays: Array{T,N} with 1-based linear indices
  ['arraylen', 'Array', 'Int64', 'read', 'inline', ''],
  ['arraysize', 'Array Int64', 'Int64', 'read', 'inline', 'size along a dimension; 1 beyond N'],
  ['arrayref', 'Array Int64', 'eltype', 'throws', 'inline', 'BoundsError unless inbounds, UndefRefError on #undef'],
  ['arrayset', 'Array eltype Int64', 'Array', 'throws', 'inline', 'arrayset(a, x, i)'],
  ['array_isassigned', 'Array Int64', 'Bool', 'read', 'inline', 'in bounds, and defined'],
  ['array_unset', 'Array Int64', 'Nothing', 'write', 'inline', 'makes a pointer element #undef; no-op for inline ones'],
  ['arraynew', 'Type{Array{T,N}} Int64…', 'Array{T,N}', 'throws', 'runtime', 'N sizes; uninitialised (pointers #undef). ArgumentError for negative sizes, OutOfMemoryError'],
  ['array_reshape', 'Type{Array{T,N}} Array Int64…', 'Array{T,N}', 'throws', 'runtime', 'an array with the same data and N new sizes, whose product is the length'],
  ['array_grow_end array_grow_begin', 'Vector Int64', 'Nothing', 'write', 'runtime', 'amortised'],
  ['array_grow_at array_delete_at', 'Vector Int64 Int64', 'Nothing', 'write', 'runtime', '(a, i, n): n elements before 1-based i / from i on'],
  ['array_sizehint', 'Vector Int64', 'Nothing', 'write', 'runtime', ''],
  ['array_copyto', 'Array Int64 Array Int64 Int64', 'Nothing', 'write', 'inline', '(dest, first, src, first, n): memmove between arrays of one element type; unchecked'],
  ['array_data', 'Array', 'Int64', 'read', 'inline', 'address of the first element in linear memory'],
  // Strings (bytes, UTF-8, immutable) and symbols
  ['string_length', 'String', 'Int64', 'read', 'inline', 'bytes'],
  ['string_byte', 'String Int64', 'UInt8', 'throws', 'inline', '1-based; BoundsError unless inbounds'],
  ['string_new', 'Vector{UInt8} Int64 Int64', 'String', 'read', 'inline', '(bytes, first, n): a copy; unchecked'],
  ['string_copyto', 'Vector{UInt8} Int64 String Int64 Int64', 'Nothing', 'write', 'inline', '(dest, first, s, first, n); unchecked'],
  ['string_sub', 'String Int64 Int64', 'String', 'read', 'inline', '(s, first, n): bytes as a new string; unchecked'],
  ['string_cat', 'String String', 'String', 'read', 'inline', ''],
  ['string_compare', 'String String', 'Int64', 'read', 'inline', 'bytewise -1, 0, 1'],
  ['string_hash', 'String UInt64', 'UInt64', 'read', 'inline', 'a good 64-bit hash of the bytes with a seed'],
  ['string_to_symbol', 'String', 'Symbol', 'read', 'runtime', 'interned'],
  ['symbol_to_string', 'Symbol', 'String', 'read', 'inline', ''],
  ['symbol_hash', 'Symbol', 'UInt64', 'read', 'inline', 'equal in all processes'],
  // Floats and text, by the host
  ['float_digits', 'Float64', 'Tuple{UInt64,Int64}', 'pure', 'runtime', 'shortest digits d and exponent e with x == d·10^e, x finite and > 0'],
  ['float32_digits', 'Float32', 'Tuple{UInt64,Int64}', 'pure', 'runtime', 'likewise, shortest for Float32'],
  ['float_fixed', 'Float64 Int64', 'String', 'pure', 'runtime', 'exact decimal expansion rounded to n places, as C\'s %.*f'],
  ['float_exponential', 'Float64 Int64', 'String', 'pure', 'runtime', 'as C\'s %.*e'],
  ['float_parse', 'String', 'Tuple{Bool,Float64}', 'pure', 'runtime', 'a decimal float literal, correctly rounded; false if it is none'],
  // Types (all by request, cached; folded by inference when the arguments are constants)
  ['apply_type', 'Any Any…', 'Any', 'throws', 'ask', 'A{B, …}'],
  ['Typeof', 'Any', 'Any', 'pure', 'ask', 'Type{T} for a type T, else typeof'],
  ['issubtype', 'Any Any', 'Bool', 'pure', 'ask', '<:'],
  ['types_equal', 'Any Any', 'Bool', 'pure', 'ask', '== of types'],
  ['typejoin typeintersect', 'Any Any', 'Any', 'pure', 'ask', ''],
  ['UnionAll_new', 'TypeVar Any', 'Any', 'pure', 'ask', 'UnionAll(tv, body)'],
  ['Union_new', 'Any…', 'Any', 'pure', 'ask', 'Union{…}'],
  ['type_name', 'Any', 'Symbol', 'pure', 'ask', 'nameof(T)'],
  ['type_module', 'Any', 'Module', 'pure', 'ask', ''],
  ['type_parameters type_fieldnames type_fieldtypes', 'Any', 'SimpleVector', 'pure', 'ask', ''],
  ['type_super', 'Any', 'Any', 'pure', 'ask', 'supertype'],
  ['type_wrapper', 'Any', 'Any', 'pure', 'ask', 'Array for Array{Int64,1}'],
  ['type_kind', 'Any', 'Int64', 'pure', 'ask', 'bits: 1 abstract, 2 mutable, 4 primitive, 8 concrete, 16 isbits, 32 singleton, 64 tuple, 128 union, 256 unionall, 512 typevar'],
  ['type_string', 'Any Any', 'String', 'pure', 'ask', '(T, module or nothing): as Julia shows it'],
  ['typevar_name', 'TypeVar', 'Symbol', 'pure', 'ask', ''],
  ['typevar_lower typevar_upper', 'TypeVar', 'Any', 'pure', 'ask', ''],
  ['unionall_var unionall_body', 'Any', 'Any', 'pure', 'ask', ''],
  ['fieldtype', 'Any Any', 'Any', 'throws', 'ask', 'fieldtype(T, name or index)'],
  ['union_members', 'Any', 'SimpleVector', 'pure', 'ask', ''],
  // Functions, methods, modules, code (by request)
  ['function_name', 'Any', 'Symbol', 'pure', 'ask', 'of a function object'],
  ['function_module', 'Any', 'Module', 'pure', 'ask', ''],
  ['applicable', 'Any Any…', 'Bool', 'read', 'ask', 'applicable(f, args...)'],
  ['has_method', 'Any Any', 'Bool', 'read', 'ask', '(f, Tuple type)'],
  ['invoke_target', 'Any Any Any…', 'Int64', 'throws', 'ask', '(f, Tuple type, args...): the entry (see call_entry) of the method that invoke calls'],
  ['invokelatest', 'Any Any…', 'Any', 'throws', 'inline', 'a dynamic call'],
  ['method_list', 'Any Any', 'Vector{Any}', 'read', 'ask', '(f, Tuple type or nothing): methods as (signature string, file, line, module) tuples, most specific first'],
  ['method_candidates', 'Any Any', 'Vector{Any}', 'read', 'ask', '(f, args tuple): for MethodError: closest candidates as (text::String, file::String, line::Int64, module) tuples'],
  ['method_ambiguity', 'Any Any', 'Vector{Any}', 'read', 'ask', '(f, args tuple): for MethodError: the methods of an ambiguous call as `method_candidates`, and last the signature that would decide'],
  ['return_type', 'Any Any', 'Any', 'read', 'ask', '(f, Tuple type): what inference says'],
  ['module_name', 'Module', 'Symbol', 'pure', 'ask', ''],
  ['module_parent', 'Module', 'Module', 'pure', 'ask', ''],
  ['module_names', 'Module Bool', 'Vector{Symbol}', 'read', 'ask', '(m, all)'],
  ['module_getglobal', 'Module Symbol', 'Any', 'throws', 'ask', ''],
  ['module_setglobal', 'Module Symbol Any', 'Any', 'throws', 'ask', ''],
  ['module_isdefined module_isconst', 'Module Symbol', 'Bool', 'read', 'ask', ''],
  ['module_new', 'Symbol', 'Module', 'write', 'ask', ''],
  ['eval_begin', 'Module Any', 'Int64', 'throws', 'ask', 'begins to evaluate an expression: the number of the evaluation'],
  ['include_begin', 'Module String String', 'Int64', 'throws', 'ask', '(m, text, filename): the same for the text of a file'],
  ['eval_next', 'Int64 Any', 'Int64', 'throws', 'ask', '(evaluation, what the last entry gave): the next entry to call, -1 done with that value, -2 done, see eval_value'],
  ['eval_throw', 'Int64 Any', 'Int64', 'throws', 'ask', '(evaluation, exception): the last entry has thrown it; as eval_next'],
  ['eval_value', 'Int64', 'Any', 'read', 'ask', 'the result after -2'],
  ['eval_line', 'Int64', 'Int64', 'read', 'ask', 'the line it is at; forgets the evaluation'],
  ['macroexpand', 'Module Any Bool', 'Any', 'throws', 'ask', ''],
  ['parse', 'String Int64 Bool Bool', 'Any', 'throws', 'ask', 'Meta.parse(text, start; greedy, raise): (expression, next)'],
  ['parse_all', 'String String', 'Any', 'throws', 'ask', '(text, filename): Expr(:toplevel, …)'],
  ['fieldtype', 'Any Any', 'Any', 'throws', 'ask', '(T, :name or index): the declared type of a field; folded for a constant type and name'],
  ['typevar_new', 'Symbol Any Any', 'TypeVar', 'pure', 'ask', 'TypeVar(name, lower, upper)'],
  ['_expr', 'Any…', 'Expr', 'write', 'inline', 'Expr(head, args...)'],
  ['namedtuple_new', 'Any Tuple', 'NamedTuple', 'throws', 'ask', '(concrete NamedTuple type, tuple of the values)'],
  // Atomic fields: mutable struct with the field at index 1 (Threads.Atomic) or any @atomic field by constant name
  ['atomic_getfield', 'Any Any', 'Any', 'read', 'inline', '(x, name), sequentially consistent'],
  ['atomic_setfield', 'Any Any Any', 'Any', 'write', 'inline', '(x, name, v)'],
  ['atomic_swapfield', 'Any Any Any', 'Any', 'write', 'inline', 'gives the old value'],
  ['atomic_casfield', 'Any Any Any Any', 'Any', 'write', 'inline', '(x, name, expected, new): the old value; equal by bits (inline) or identity (pointers)'],
  ['atomic_addfield atomic_subfield atomic_andfield atomic_orfield atomic_xorfield atomic_maxfield atomic_minfield atomic_nandfield', 'Any Any Any', 'Any', 'write', 'inline', '(x, name, v): the old value; integers by one instruction or a CAS loop, floats by CAS'],
  ['atomic_fence', '', 'Nothing', 'write', 'inline', ''],
  // The same on an element of an inline array
  ['atomic_arrayref', 'Array Int64', 'eltype', 'read', 'inline', ''],
  ['atomic_arrayset', 'Array eltype Int64', 'Nothing', 'write', 'inline', ''],
  ['atomic_arrayadd', 'Array eltype Int64', 'eltype', 'write', 'inline', 'the old value'],
  // Threads and tasks
  ['thread_id thread_count', '', 'Int64', 'read', 'inline', 'from 1'],
  ['current_task', '', 'Task', 'read', 'inline', ''],
  ['task_new', 'Any Int64', 'Task', 'write', 'runtime', '(function without arguments, thread as task_set_thread): not started'],
  ['task_start', 'Task', 'Nothing', 'write', 'runtime', 'makes it runnable on its thread (0: any)'],
  ['task_resume', 'Task', 'Nothing', 'write', 'runtime', 'makes a suspended task runnable, from any thread; a resume before the suspend is kept, so none is lost'],
  ['task_suspend', '', 'Nothing', 'write', 'runtime', 'until task_resume; other tasks of the thread run'],
  ['task_yield', '', 'Nothing', 'write', 'runtime', 'lets other runnable tasks of this thread run'],
  ['task_sleep', 'Float64', 'Nothing', 'write', 'runtime', 'suspends for seconds'],
  ['task_state', 'Task', 'Int64', 'read', 'inline', '0 created, 1 runnable or waiting, 2 done, 3 failed'],
  ['task_result', 'Task', 'Any', 'read', 'inline', 'value, or exception'],
  ['task_thread', 'Task', 'Int64', 'read', 'inline', ''],
  ['task_throw', 'Task Any', 'Nothing', 'write', 'runtime', 'makes a suspended task throw the exception where it waits'],
  ['task_finish', 'Any Int64', 'Nothing', 'write', 'inline', '(result, 2 done or 3 failed): of the current task'],
  ['task_storage', 'Task', 'Any', 'read', 'inline', 'what task_set_storage stored, or nothing'],
  ['task_set_storage', 'Task Any', 'Nothing', 'write', 'inline', ''],
  ['task_set_thread', 'Task Int64', 'Nothing', 'write', 'inline', 'of a task that is not started: thread number, 0 any, -1 the one that starts it'],
  ['task_code', 'Task', 'Any', 'read', 'inline', 'the function it was made with'],
  ['call_entry', 'Int64 Any…', 'Any', 'throws', 'inline', '(k, function, arguments…): calls entry k of table jl; of a thunk without any'],
  ['spin_hint', '', 'Nothing', 'write', 'runtime', 'a pause in a spin loop; a safepoint; after many spins it waits a little'],
  // Host: see runtime/layout/host-calls.ts
  ['host_call', 'Int64 Any Any Any', 'Any', 'throws', 'runtime', '(HostCall number, three arguments or nothing): boxed values in and out'],
  ['time_ns', '', 'UInt64', 'read', 'runtime', 'monotonic'],
  ['time_seconds', '', 'Float64', 'read', 'runtime', 'Unix time'],
  ['write_bytes', 'Int64 Vector{UInt8} Int64 Int64', 'Nothing', 'write', 'runtime', '(1 stdout or 2 stderr, bytes, first, n)'],
  ['write_string', 'Int64 String', 'Nothing', 'write', 'runtime', ''],
]

/** All intrinsics by name. */
export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map(
  rows.flatMap(([names, args, result, effect, how, doc]) =>
    names.split(' ').map((name) => [name, { args, result, effect, how, doc }] as const)),
)

/**
 * Those that trust their arguments (positions, divisors, storage) or reach the host: for Base and the standard libraries
 * only. To all other code their names do not exist.
 */
export const unsafeIntrinsics: ReadonlySet<string> = new Set([
  'sdiv_int', 'udiv_int', 'srem_int', 'urem_int', 'array_reshape', 'array_grow_end', 'array_grow_begin', 'array_grow_at',
  'array_delete_at', 'array_sizehint', 'array_copyto', 'array_data', 'string_new', 'string_copyto', 'string_sub',
  'atomic_arrayref', 'atomic_arrayset', 'atomic_arrayadd', 'task_new', 'task_start', 'task_resume', 'host_call', 'write_bytes',
])
