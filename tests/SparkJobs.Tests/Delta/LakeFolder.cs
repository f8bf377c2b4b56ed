using Maas.Local.Objects;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Files;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Delta;

/// <summary>A table of all types in a real folder, filled with Parquet files that DuckDB writes.</summary>
internal sealed class LakeFolder : IDisposable
{
    public static readonly DeltaTableDefinition Fixes = new(
        "fixes",
        "lake/fixes",
        [
            new("id", DeltaType.Long),
            new("name", DeltaType.String),
            new("at", DeltaType.Timestamp),
            new("speed", DeltaType.Double),
            new("ok", DeltaType.Boolean),
            new("day", DeltaType.Date),
            new("n", DeltaType.Integer),
            new("dt", DeltaType.String, Nullable: false),
            new("hr", DeltaType.String),
        ],
        ["dt", "hr"],
        "Fixes of a test"
    );

    private readonly ServiceProvider _services;

    public LakeFolder()
    {
        // Brackets are wildcards to DuckDB, percent signs and spaces are not what they seem to URLs.
        Root = Path.Combine(Path.GetTempPath(), $"maas lake [{Guid.NewGuid():N}] 10%");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Maas:Data:Path"] = Root })
            .Build();
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddLogging()
            .AddDirectoryObjects(configuration)
            .BuildServiceProvider();
        Store = _services.GetRequiredService<IObjectStore>();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));

    public string Root { get; }

    public IObjectStore Store { get; }

    public StagedFiles Files => new(Store, new ScratchFolder(Path.Combine(Root, "tmp")), Options.Create(new StagingOptions()));

    public string TablePath => Store.Locate(Fixes.Prefix);

    public DeltaTable Open(DeltaTableDefinition? definition = null) => new(Store, definition ?? Fixes, Time);

    /// <summary>Rows <paramref name="first"/> to <paramref name="last"/>: a second apart, every seventh null, speeds of every fifth NaN.</summary>
    public static string Rows(int first, int last, string more = "") =>
        $"""
            SELECT i AS id, CASE WHEN i % 7 <> 0 THEN repeat('é"\', 16) || i END AS name,
                TIMESTAMPTZ '2026-11-22 00:00:00.000123+00' + to_seconds(i) AS at,
                CASE WHEN i % 5 = 0 THEN 'NaN'::DOUBLE ELSE i / 3 END AS speed, i % 2 = 0 AS ok, DATE '2026-11-01' + (i // 100)::INTEGER AS day,
                i::INTEGER AS n{more}
            FROM range({first}, {last + 1}) t(i)
            """;

    public async Task<DataFile> WriteAsync(string path, string dt, string? hr, string sql, DeltaTableDefinition? definition = null)
    {
        var file = Store.Locate($"{Fixes.Prefix}/{path}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var duck = new DeltaDuckDb())
        {
            duck.Execute($"COPY ({sql}) TO {DuckDbQuotes.Literal(file)} (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        }

        var values = new Dictionary<string, string> { ["dt"] = dt };
        if (hr is not null)
        {
            values["hr"] = hr;
        }

        using var lease = Files.Lease();
        var files = await DeltaStatistics.DescribeAsync(
            Store,
            lease,
            definition ?? Fixes,
            [new DeltaOutput(path, new FileInfo(file).Length, values)],
            CancellationToken.None
        );
        return files.Single();
    }

    /// <summary>A view over the version's files that may match the ranges.</summary>
    public string ViewSql(DeltaSnapshot snapshot, string name, params IReadOnlyCollection<DeltaRange> ranges) =>
        DeltaViews.CreateViewSql(
            Fixes,
            snapshot,
            name,
            [.. DeltaPruning.Select(snapshot, ranges).Select(file => (file, Store.Locate($"{Fixes.Prefix}/{file.Path}")))]
        );

    public static DeltaCommit Attempt(string hour, long attempt, string run, params DataFile[] files) =>
        new()
        {
            Adds = files,
            RunId = run,
            TransactionApp = "maas/" + hour,
            TransactionVersion = attempt,
            Tags = new Dictionary<string, string?> { ["hour"] = hour },
            Replaces = file => file.Tags.GetValueOrDefault("hour") == hour,
        };

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
