# Loads base/ into a module `FatouBase` of real Julia: `include("load.jl")`, then `FatouBase.div(7, 2)`.
# Loads the files that base/Base.jl includes, in its order; a file that fails is reported and the rest goes on.
include("shim.jl")

baremodule FatouBase end
Core.eval(FatouBase, :(const Base = $FatouBase))
ccall(:jl_set_istopmod, Cvoid, (Any, Cint), FatouBase, false)
for n in Shim.names_of_shim
    Core.eval(FatouBase, :(import Main.Shim: $n))
end
for n in names(Core.Intrinsics, all = true)
    n in Shim.names_of_shim || n === :Intrinsics || Core.eval(FatouBase, :(import Core.Intrinsics: $n))
end

let root = joinpath(@__DIR__, "..", "..", "base")
    files = [m.captures[1] for m in eachmatch(r"^include\(\"(.*)\"\)"m, read(joinpath(root, "Base.jl"), String))]
    for file in files
        endswith(file, "constructors.jl") && !occursin("derived", file) && continue
        path = joinpath(root, file)
        isfile(path) || (println(stderr, "missing: ", file); continue)
        text = read(path, String)
        try
            Base.include_string(FatouBase, text, path)
        catch e
            showerror(stderr, e); println(stderr)
        end
    end
end

# Until text/ is loaded, messages are real Julia's strings
if isempty(methods(FatouBase.string))
    Core.eval(FatouBase, :(string(xs...) = $(Base.string)(xs...)))
    Core.eval(FatouBase, :(repr(x) = $(Base.repr)(x)))
end
