using CsCheck;
using Maas.SparkJobs.Delta;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Tests.Delta;

/// <summary>Several writers on one table, in any order, with requests and answers lost anywhere.</summary>
public sealed class DeltaInterleavingTests
{
    private static readonly DeltaTableDefinition Table = new("t", "lake/t", [new("id", DeltaType.Long)], []);

    /// <summary>An hour's attempt by one of several writers, and how often its put goes wrong before (odd) or after (even) its effect.</summary>
    private static readonly Gen<(int Hour, int Attempt, int Writer, int Faults)[]> Commits = Gen.Select(
        Gen.Int[0, 2],
        Gen.Int[1, 4],
        Gen.Int[0, 3],
        Gen.Int[0, 4]
    ).Array[1, 16];

    [Fact]
    public void CommitAsync_AnyInterleaving_EqualsSomeSerialOrderAndNoTransactionTwice() =>
        Gen.Select(Commits, Gen.Int).Sample((commits, seed) => RunAsync(commits, seed).GetAwaiter().GetResult(), iter: 200, threads: 1);

    private static async Task RunAsync((int Hour, int Attempt, int Writer, int Faults)[] commits, int seed)
    {
        var store = new MemoryObjectStore(TimeProvider.System);
        var random = new Random(seed);
        var faults = new Queue<int>(commits.Select(commit => commit.Faults));
        store.BeforePut = async _ =>
        {
            int yields;
            lock (random)
            {
                yields = random.Next(8);
            }

            for (var i = 0; i < yields; i++)
            {
                await Task.Yield();
            }

            if (Next(faults) == 1)
            {
                throw new IOException("request lost");
            }
        };
        store.AfterPut = _ =>
        {
            if (Next(faults) == 2)
            {
                throw new IOException("answer lost");
            }
        };

        var writers = Enumerable.Range(0, 4).Select(_ => new DeltaTable(store, Table, TimeProvider.System)).ToArray();
        await Task.WhenAll(
            commits
                .GroupBy(commit => commit.Writer)
                .Select(group =>
                    Task.Run(async () =>
                    {
                        foreach (var (hour, attempt, writer, _) in group)
                        {
                            await CommitAsync(writers[writer], hour, attempt, $"run-{writer}");
                        }
                    })
                )
        );

        await CheckAsync(store, commits);
    }

    /// <summary>As a coordinator does: tries again after an error, with the same order; stops when it is stale.</summary>
    private static async Task CommitAsync(DeltaTable table, int hour, int attempt, string run)
    {
        var commit = new DeltaCommit
        {
            Adds = [new DataFile($"h{hour}-{attempt}-{run}.parquet", new Dictionary<string, string>(), 1, 1, "")],
            Replaces = file => file.Path.StartsWith($"h{hour}-", StringComparison.Ordinal),
            RunId = run,
            TransactionApp = $"h{hour}",
            TransactionVersion = attempt,
        };
        while (true)
        {
            try
            {
                await table.CommitAsync(commit, CancellationToken.None);
                return;
            }
            catch (IOException) { }
            catch (StaleRunException)
            {
                return;
            }
        }
    }

    private static async Task CheckAsync(MemoryObjectStore store, (int Hour, int Attempt, int Writer, int Faults)[] commits)
    {
        // The log itself is the serial order: replayed with plain sets it must give what the table says.
        var table = new DeltaTable(store, Table, TimeProvider.System);
        var newest = await table.LoadAsync(CancellationToken.None);
        var active = new Dictionary<string, string>();
        var last = new Dictionary<string, long>();
        for (var version = 0L; version <= newest.Version; version++)
        {
            var snapshot = await table.LoadAsync(version, CancellationToken.None);
            var made = snapshot.Transactions.Values.Single(transaction => transaction.CommitVersion == version);
            made.Version.ShouldBeGreaterThan(last.GetValueOrDefault(made.App));
            last[made.App] = made.Version;
            active[made.App] = $"{made.App}-{made.Version}-{made.RunId}.parquet";
            snapshot.Files.Select(file => file.Path).ShouldBe(active.Values, ignoreOrder: true);
        }

        foreach (var hour in commits.GroupBy(commit => commit.Hour))
        {
            last[$"h{hour.Key}"].ShouldBe(hour.Max(commit => commit.Attempt));
        }
    }

    private static int Next(Queue<int> faults)
    {
        lock (faults)
        {
            return faults.TryDequeue(out var fault) ? fault : 0;
        }
    }
}
