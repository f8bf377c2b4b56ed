namespace Maas.SparkJobs.Files;

/// <summary>Requests of an object store that do not need each other's answers.</summary>
internal static class StoreCalls
{
    /// <summary>
    /// Items at work at a time. Over S3 a request takes some 30 ms, so the 48 hours around a run, one after the other, took seconds; sixteen at
    /// a time are far from what S3 takes of one prefix (5,500 reads a second), or a process keeps in connections.
    /// </summary>
    public const int AtOnceMax = 16;

    /// <summary>The results in the order of the items. The first failure ends what is under way, and is thrown.</summary>
    public static async Task<IReadOnlyList<TResult>> SelectAsync<T, TResult>(
        IEnumerable<T> items,
        Func<T, CancellationToken, Task<TResult>> select,
        CancellationToken cancellationToken
    )
    {
        T[] asked = [.. items];
        var answers = new TResult[asked.Length];
        await Parallel
            .ForEachAsync(
                Enumerable.Range(0, asked.Length),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellationToken },
                async (at, stopping) => answers[at] = await select(asked[at], stopping).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return answers;
    }
}
