/**
 * Requests to the compiler (`rt.ask`): op numbers. Below 1000 the `ask` intrinsics, numbered in the order given here (also
 * the order of `intrinsics.ts`); from 1000 those that inference and emission make themselves.
 *
 * `ask(op, payload, args, count, 0)`: `args` is the address of `count` boxed refs on the caller's shadow stack; the result
 * is a ref. Errors come as Julia exceptions.
 */

/** The intrinsics that are requests, in order. A test checks the list against `intrinsics.ts`. */
export const askIntrinsics = [
  'backtrace_strings',
  'apply_type',
  'Typeof',
  'issubtype',
  'types_equal',
  'typejoin',
  'typeintersect',
  'UnionAll_new',
  'Union_new',
  'type_name',
  'type_module',
  'type_parameters',
  'type_fieldnames',
  'type_fieldtypes',
  'type_super',
  'type_wrapper',
  'type_kind',
  'type_string',
  'typevar_name',
  'typevar_lower',
  'typevar_upper',
  'unionall_var',
  'unionall_body',
  'fieldtype',
  'union_members',
  'function_name',
  'function_module',
  'applicable',
  'has_method',
  'invoke_target',
  'method_list',
  'method_candidates',
  'method_ambiguity',
  'return_type',
  'module_name',
  'module_parent',
  'module_names',
  'module_getglobal',
  'module_setglobal',
  'module_isdefined',
  'module_isconst',
  'module_ambiguous',
  'module_new',
  'eval_begin',
  'include_begin',
  'eval_next',
  'eval_throw',
  'eval_value',
  'eval_line',
  'macroexpand',
  'lower_text',
  'parse',
  'parse_all',
  'fieldtype',
  'typevar_new',
] as const

const extra = {
  /** payload: a TopLevelOp; args: its operands. */
  toplevel: 1000,
  /** payload: { module, name }: the global's value, looked up now. */
  global_by_name: 1001,
  setglobal_by_name: 1002,
  /** payload: the static parameter's name. */
  throw_undefined_sparam: 1003,
  /** args: object, field (Symbol or Int64). */
  getfield: 1004,
  /** args: object, field, value. */
  setfield: 1005,
  /** args: object or module, field. */
  isdefined: 1006,
  /** args: type, field values. */
  newdynamic: 1007,
  /** args: type. */
  sizeof_type: 1008,
  isbits_type: 1009,
  nfields: 1010,
  /** payload: name; args: lower, upper. */
  typevar: 1011,
  /** args: tuple, index. */
  tupleindex: 1012,
  /** args: type, then sizes (arraynew of a type known at run time only). */
  arraynew: 1013,
  array_reshape: 1014,
  isdefined_global: 1017,
  throw_message: 1018,
  /** args: values: a tuple of them. */
  tuple: 1019,
  /** args: type, tuple of the field values. */
  newdynamic_splat: 1020,
  /** args: a Vector{Any}: the tuple of its elements. */
  tuple_of_vector: 1021,
} as const

export type AskName = (typeof askIntrinsics)[number] | keyof typeof extra

/** Op number by name. */
export const AskOp: Readonly<Record<AskName, number>> = {
  ...(Object.fromEntries(askIntrinsics.map((name, i) => [name, i])) as Record<(typeof askIntrinsics)[number], number>),
  ...extra,
}
