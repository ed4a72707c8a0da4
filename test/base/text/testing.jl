# Test sets: what is printed for failures, and the tables. The tables have no times.
using Test
@test 1 == 1
@test [1,2] == [1,2]
@testset showtiming=false "ok" begin
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
@testset showtiming=false "outer" begin
  @testset showtiming=false "inner $i" for i in 1:2
    @test i == 1
  end
  @testset showtiming=false "fine" begin @test true end
  @test_throws DomainError sqrt(1)
  @test_throws DomainError error("x")
  @test error("boom")
  @test 1
  @test isempty([1,2])
  @test !(1 == 1)
  @test 1 < 3 < 2
  @test isapprox(1,2;atol=0.5)
  @testset showtiming=false "throws" begin
    error("outside")
  end
end
catch e; println(sprint(showerror,e)); end
try
@test 1 == 2
catch e; println(sprint(showerror,e)); end
using Logging
@testset showtiming=false "logs" begin @test_logs (:info,"a") @info "a" end
@testset showtiming=false "loop" for x in [1,2], y in 3:4; @test x<y; end
