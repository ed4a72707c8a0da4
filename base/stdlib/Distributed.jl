# Several processes: starting workers, calling functions on them, references to what lies there, parallel maps and loops.
# Julia manual: "Multi-processing and Distributed Computing".

module Distributed

include("distributed-host.jl")
include("distributed-group.jl")
include("distributed-references.jl")
include("distributed-messages.jl")
include("distributed-calls.jl")
include("distributed-workers.jl")
include("distributed-pools.jl")
include("distributed-pmap.jl")
include("distributed-macros.jl")
include("distributed-rehearsal.jl")

end
