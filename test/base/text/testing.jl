# Test sets: what is printed for failures, and the tables. Times are shown as 0.0s by construction of the sets.
using Test
@test 1 == 1
@test [1,2] == [1,2]
function quiet end
@testset "ok" begin
  @test 1+1 == 2
  @test 1.0 ≈ 1.0+1e-12
  @test 1.0 ≈ 1.05 atol=0.1
  @test_throws DomainError sqrt(-1)
  @test_throws ErrorException("x") error("x")
  @test !isempty([1])
  @test 1 < 2 <= 3
  @test isequal(1,1) && true
  @test "a" in ["a"]
  @inferred 1+1
  @test_broken 1 == 2
  @test_skip 1 == 2
end
try
@testset "outer" begin
  @testset "inner $i" for i in 1:2
    @test i == 1
  end
  @testset "fine" begin @test true end
  @test_throws DomainError sqrt(1)
  @test_throws DomainError error("x")
  @test error("boom")
  @test 1
  @test isempty([1,2])
  @test !(1 == 1)
  @test 1 < 3 < 2
  @test isapprox(1,2;atol=0.5)
  @testset "throws" begin
    error("outside")
  end
end
catch e; println(sprint(showerror,e)); end
try
@test 1 == 2
catch e; println(sprint(showerror,e)); end
using Logging
@testset "logs" begin @test_logs (:info,"a") @info "a" end
@testset "loop" for x in [1,2], y in 3:4; @test x<y; end
