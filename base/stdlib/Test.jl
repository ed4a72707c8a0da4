# Test: @test, @test_throws, @testset and their displays.
#
# A result (Pass, Fail, Error, Broken) is recorded in the innermost test set of the task; outside any set a failure
# throws. The sets that are open form a list per process; the outermost prints a table at its end and throws if not
# everything passed.
module Test

export @test, @test_throws, @test_broken, @test_skip, @test_warn, @test_nowarn, @test_logs, @test_deprecated, @testset, @inferred,
    detect_ambiguities, detect_unbound_args, TestSetException, TestLogger, LogRecord, GenericString

using Base: show_unquoted
using Base: AbstractLogger, LogLevel, with_logger

include("test-results.jl")
include("test-sets.jl")
include("test-macros.jl")
include("test-logs.jl")

end
