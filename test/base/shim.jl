# Lets real Julia load Fatou's base files: our own intrinsics, said in terms of real Julia's Core and Base.
#
# `load.jl` makes a module `FatouBase` that imports everything listed here and evaluates base/**/*.jl in it, so that the
# results of our functions can be compared with the real ones (`FatouBase.div(7, 2) === Base.div(7, 2)`).
# Constructors of Core's own types (files named *constructors.jl) are not loaded: they would overwrite real Julia's.
module Shim

const C = Core
const names_of_shim = Symbol[]

macro shim(ex)
    call = ex.args[1]
    while call isa Expr && call.head !== :call; call = call.args[1]; end
    name = call.args[1]
    return esc(quote
        push!(names_of_shim, $(QuoteNode(name)))
        $ex
    end)
end

# Floats
# (real Julia 1.5 has no intrinsics for Float16)
@shim fpext(T, x) = T(x)
@shim fptrunc(T, x) = T(x)
@shim min_float(x, y) = min(x, y)
@shim max_float(x, y) = max(x, y)
@shim sin_float(x) = sin(x)
@shim cos_float(x) = cos(x)
@shim tan_float(x) = tan(x)
@shim asin_float(x) = asin(x)
@shim acos_float(x) = acos(x)
@shim atan_float(x) = atan(x)
@shim sinh_float(x) = sinh(x)
@shim cosh_float(x) = cosh(x)
@shim tanh_float(x) = tanh(x)
@shim asinh_float(x) = asinh(x)
@shim acosh_float(x) = acosh(x)
@shim atanh_float(x) = atanh(x)
@shim exp2_float(x) = exp2(x)
@shim exp10_float(x) = exp10(x)
@shim expm1_float(x) = expm1(x)
@shim log2_float(x) = x < 0 ? NaN : log2(x)
@shim log10_float(x) = x < 0 ? NaN : log10(x)
@shim log1p_float(x) = x < -1 ? NaN : log1p(x)
@shim cbrt_float(x) = cbrt(x)
@shim pow_float(x, y) = ccall(:pow, Float64, (Float64, Float64), x, y)
@shim atan2_float(y, x) = atan(y, x)
@shim hypot_float(x, y) = hypot(x, y)

# Values
@shim svec_length(v) = length(v)
@shim svec_ref(v, i) = v[i]
@shim objectid(x) = Base.objectid(x)
@shim sizeof_type(T) = Int(C.sizeof(T))
@shim isbits_type(T) = Base.isbitstype(T)
@shim ismutable_value(x) = !Base.isimmutable(x)
@shim rethrow_value(e) = throw(e)
@shim current_exception() = nothing
@shim backtrace_strings(e) = Any[]
@shim stack_text(e) = nothing
@shim set_stack_text(e, text) = e
@shim exception_cause(e) = nothing
@shim gc_collect() = (GC.gc(); nothing)
@shim gc_live_bytes() = Int(Base.gc_live_bytes())
@shim gc_total_bytes() = Int(Base.gc_total_bytes(Base.gc_num()))
@shim gc_total_objects() = Int(Base.gc_alloc_count(Base.gc_num()))
@shim gc_time_ns() = Int(Base.gc_num().total_time)
@shim invokelatest(f, args...) = Base.invokelatest(f, args...)

# Arrays
@shim arraylen(a) = length(a)
@shim arraysize(a, d) = size(a, d)
@shim arrayref(a, i) = C.arrayref(true, a, i)
@shim arrayset(a, x, i) = C.arrayset(true, a, x, i)
@shim array_isassigned(a, i) = isassigned(a, i)
@shim array_unset(a, i) = (isbitstype(eltype(a)) || ccall(:jl_arrayunset, Cvoid, (Any, Csize_t), a, i - 1); nothing)
@shim arraynew(::Type{Array{T,N}}, dims...) where {T,N} =
    any(<(0), dims) ? throw(ArgumentError("invalid Array dimensions")) : Array{T,N}(undef, dims...)
@shim array_reshape(::Type{Array{T,N}}, a, dims...) where {T,N} = reshape(a, dims...)
@shim array_grow_end(a, n) = (Base._growend!(a, n); nothing)
@shim array_grow_begin(a, n) = (Base._growbeg!(a, n); nothing)
@shim array_grow_at(a, i, n) = (Base._growat!(a, i, n); nothing)
@shim array_delete_at(a, i, n) = (Base._deleteat!(a, i, n); nothing)
@shim array_sizehint(a, n) = (sizehint!(a, n); nothing)
@shim array_copyto(d, i, s, j, n) = (copyto!(d, i, s, j, n); nothing)
@shim array_data(a) = Int(pointer(a))

# Strings and symbols
@shim string_length(s) = ncodeunits(s)
@shim string_byte(s, i) = codeunit(s, i)
@shim string_new(v, i, n) = String(v[i:i+n-1])
@shim string_copyto(d, i, s, j, n) = (copyto!(d, i, codeunits(s), j, n); nothing)
@shim string_sub(s, i, n) = String(codeunits(s)[i:i+n-1])
@shim string_cat(a, b) = a * b
@shim string_compare(a, b) = cmp(codeunits(a), codeunits(b))
@shim string_hash(s, h) = hash(s, h)
@shim string_to_symbol(s) = Symbol(s)
@shim symbol_to_string(s) = String(s)
@shim symbol_hash(s) = hash(s)
function digits_of(x)
    s = string(x)
    m, e = occursin('e', s) ? split(s, 'e') : occursin('f', s) ? split(s, 'f') : (s, "0")
    a, b = split(m, '.')
    b == "0" && (b = "")
    d = Base.parse(UInt64, a * b)
    k = Base.parse(Int, e) - length(b)
    while d % 10 == 0; d ÷= 10; k += 1; end
    return d, k
end
@shim float_digits(x) = digits_of(x)
@shim float32_digits(x) = digits_of(x)
function cformat(f, n, x)
    buf = zeros(UInt8, 2000)
    k = ccall(:snprintf, Cint, (Ptr{UInt8}, Csize_t, Cstring, Cint, Float64...), buf, 2000, f, n, x)
    return String(buf[1:k])
end
@shim float_fixed(x, n) = cformat("%.*f", n, x)
@shim float_exponential(x, n) = cformat("%.*e", n, x)
@shim float_parse(s) = (r = tryparse(Float64, s); r === nothing ? (false, 0.0) : (true, r))

# Types
@shim Typeof(x) = C.Typeof(x)
@shim issubtype(a, b) = a <: b
@shim types_equal(a, b) = a == b
@shim typejoin(a, b) = Base.typejoin(a, b)
@shim typeintersect(a, b) = Base.typeintersect(a, b)
@shim UnionAll_new(v, b) = UnionAll(v, b)
@shim Union_new(ts...) = Union{ts...}
@shim type_name(T) = nameof(T)
@shim type_module(T) = parentmodule(T)
@shim type_parameters(T) = Base.unwrap_unionall(T).parameters
@shim type_fieldnames(T) = C.svec(fieldnames(T)...)
@shim type_fieldtypes(T) = C.svec(fieldtypes(T)...)
@shim type_super(T) = supertype(T)
@shim type_wrapper(T) = Base.unwrap_unionall(T).name.wrapper
@shim function type_kind(T)
    T isa TypeVar && return 512
    T isa Union && return 128
    T isa UnionAll && return 256
    k = 0
    isabstracttype(T) && (k |= 1)
    T isa DataType && T.mutable && (k |= 2)
    isprimitivetype(T) && (k |= 4)
    isconcretetype(T) && (k |= 8)
    isbitstype(T) && (k |= 16)
    T isa DataType && isdefined(T, :instance) && (k |= 32)
    T <: Tuple && (k |= 64)
    return k
end
@shim type_string(T, m) = string(T)
@shim typevar_name(t) = t.name
@shim typevar_lower(t) = t.lb
@shim typevar_upper(t) = t.ub
@shim unionall_var(t) = t.var
@shim unionall_body(t) = t.body
@shim union_members(T) = C.svec(Base.uniontypes(T)...)

# Functions, modules
@shim function_name(f) = nameof(f)
@shim function_module(f) = parentmodule(f)
@shim has_method(f, T) = hasmethod(f, T)
@shim method_list(f, T) = Any[(string(m.sig), string(m.file), Int(m.line), m.module) for m in methods(f)]
@shim method_candidates(f, args) = Any[]
@shim return_type(f, T) = C.Compiler.return_type(f, T)
@shim module_name(m) = nameof(m)
@shim module_parent(m) = parentmodule(m)
@shim module_names(m, all) = names(m; all = all)
@shim module_getglobal(m, s) = getfield(m, s)
@shim module_setglobal(m, s, v) = C.eval(m, Expr(:(=), s, QuoteNode(v)))
@shim module_isdefined(m, s) = isdefined(m, s)
@shim module_isconst(m, s) = isconst(m, s)
@shim module_new(s) = Module(s)
@shim eval(m, x) = C.eval(m, x)
@shim macroexpand(m, x, r) = Base.macroexpand(m, x; recursive = r)
@shim parse(s, i, g, r) = Meta.parse(s, i; greedy = g, raise = r)
@shim parse_all(s, f) = Meta.parseall(s; filename = f)
@shim include_text(m, s, f) = include_string(m, s, f)

# Threads, tasks, host
@shim thread_id() = Threads.threadid()
@shim thread_count() = Threads.nthreads()
@shim current_task() = Base.current_task()
@shim task_new(f, pin) = Task(f)
@shim task_start(t) = (schedule(t); nothing)
@shim task_resume(t) = (schedule(t); nothing)
@shim task_suspend() = (wait(); nothing)
@shim task_yield() = (yield(); nothing)
@shim task_sleep(s) = sleep(s)
@shim task_state(t) = t.state === :done ? 2 : t.state === :failed ? 3 : istaskstarted(t) ? 1 : 0
@shim task_result(t) = t.result
@shim task_thread(t) = 1
@shim spin_hint() = nothing
@shim host_call(n, a, b, c) = error("no host call $n on real Julia")
@shim time_ns() = Base.time_ns()
@shim time_seconds() = Base.time()
@shim function write_bytes(fd, v, i, n)
    write(fd == 1 ? stdout : stderr, v[i:i+n-1])
    nothing
end
@shim write_string(fd, s) = (write(fd == 1 ? stdout : stderr, s); nothing)

# Exception types and others that Fatou has in Core and real Julia in Base
for n in (:KeyError, :LoadError, :InitError, :UndefKeywordError, :ArgumentError, :AssertionError, :MethodError,
          :OutOfMemoryError, :StackOverflowError, :InterruptException, :Ref)
    isdefined(C, n) || push!(names_of_shim, n)
end

end
