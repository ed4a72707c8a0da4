function quicksort!(a, lo, hi)
    i, j = lo, hi
    while i < hi
        pivot = a[(lo + hi) >>> 1]
        while i <= j
            while a[i] < pivot
                i += 1
            end
            while a[j] > pivot
                j -= 1
            end
            if i <= j
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
            end
        end
        if lo < j
            quicksort!(a, lo, j)
        end
        lo, j = i, hi
    end
    return a
end
function numbers(n)
    a = zeros(n)
    x = 42
    for i in 1:n
        x = (x * 1103515245 + 12345) % 2147483648
        a[i] = x
    end
    return a
end
const unsorted = numbers(1_000_000)
work() = quicksort!(copy(unsorted), 1, length(unsorted))[1]
