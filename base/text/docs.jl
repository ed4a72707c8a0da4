# Docstrings of programs: kept by module and name, shown by `@doc`. Those of Base and the libraries are not kept.

# The texts of each (module, name), in the order of the definitions. Written by top-level code, under the lock.
const doc_texts = Dict{Tuple{Module,Symbol},Vector{String}}()
const doc_lock = ReentrantLock()

"Keeps a docstring: what a string before a definition becomes."
function set_doc(name::Symbol, m::Module, text)
    lock(doc_lock) do
        push!(get!(() -> String[], doc_texts, (m, name)), string(text))
    end
    return nothing
end

"""
    DocText

What `@doc` gives: the text as it was written, or that there is none.
"""
struct DocText
    texts::Vector{String}
end
show(io::IO, d::DocText) = print(io, join((rstrip(t) for t in d.texts), "\n\n"), "\n")
function show(io::IO, ::MIME"text/plain", d::DocText)
    lines = split(join((rstrip(t) for t in d.texts), "\n\n"), "\n")
    print(io, join((isempty(l) ? l : string("  ", l) for l in lines), "\n"))
end

function docs_of(x, m::Module)
    name, owner = x isa Symbol ? (x, m) : x isa Expr && x.head === :. ? (x.args[2].value, Core.eval(m, x.args[1])) : (nothing, m)
    if name === nothing
        v = Core.eval(m, x)
        name, owner = nameof(v), parentmodule(v)
    end
    texts = lock(() -> get(doc_texts, (owner, name), nothing), doc_lock)
    texts === nothing || return DocText(texts)
    isdefined(owner, name) || return DocText(["No documentation found.", "Binding `$name` does not exist."])
    v = getglobal(owner, name)
    if (v isa Function || v isa Type) && (parentmodule(v), nameof(v)) != (owner, name)
        return docs_of(nameof(v), parentmodule(v))
    end
    return undocumented(name, v)
end
function undocumented(name::Symbol, v)
    kind = v isa Function ? "is a `Function`" : v isa Module ? "is a `Module`" : v isa Type ? "is a type" : "is of type `$(typeof(v))`"
    texts = ["No documentation found.", "`$name` $kind."]
    v isa Function && push!(texts, string("```\n", methods(v), "\n```"))
    return DocText(texts)
end
