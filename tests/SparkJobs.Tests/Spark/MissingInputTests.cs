using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.Spark;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Lake;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Options;
using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Spark passes over a file of the lake that is gone, and would find devices and rows that it knows to be new.</summary>
public sealed class MissingInputTests : IDisposable
{
    private readonly NoSpark _spark = new();
    private readonly LakeFixture _lake;
    private Func<LakeFixture, IBatchEngine> _engine = LakeFixture.DuckDb;

    public MissingInputTests() => _lake = new(engine: lake => _engine(lake));

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData("device_keys")]
    [InlineData("tracking")]
    public async Task Execute_ObjectOfTheLakeIsGone_NothingIsSubmittedAndItIsNamed(string table)
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01", ("idfa", "A")));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        await _lake.RunAsync(Ten);
        var definition = LakeTables.All.Single(definition => definition.Name == table);
        var files = (await _lake.Lake[definition].LoadAsync(CancellationToken.None)).Files;
        var gone = $"{definition.Prefix}/{files.First().Path}";
        await _lake.Store.DeleteAsync(gone, CancellationToken.None);
        _engine = Elsewhere;
        _lake.Open();

        var failure = await Should.ThrowAsync<BatchStepException>(() => _lake.ExecuteAsync(_lake.Order(Ten + 1)));

        failure.Message.ShouldBe($"inputs/verify: {gone} is not there.");
        _spark.Runs.ShouldBe(0);
    }

    private SparkEngine Elsewhere(LakeFixture lake) =>
        new(new AddressedFiles(lake.Store, Options.Create(new StagingOptions())), lake.Store, _spark);

    private sealed class NoSpark : ISparkRunner
    {
        public int Runs { get; private set; }

        public string Name => "no Spark";

        public string WorkFolder(string run) => $"work/{run}";

        public Task<IReadOnlyList<RunStep>> RunAsync(SparkRun run, IRunProgress progress, CancellationToken cancellationToken)
        {
            Runs++;
            throw new BatchStepException("run", "there is no Spark.");
        }
    }
}
