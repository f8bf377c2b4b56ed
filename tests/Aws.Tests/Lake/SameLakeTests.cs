using Maas.Aws.Tests.Delivery;
using Maas.Aws.Tests.Objects;
using Maas.Local.Objects;
using Maas.SparkJobs.Lake;
using Maas.SparkJobs.Tests.Spark;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Aws.Tests.Lake;

/// <summary>Where rows lie makes no difference to what the lake holds.</summary>
public sealed class SameLakeTests(FolderS3Server server) : IClassFixture<FolderS3Server>
{
    private static readonly HourWindow Hour = HourWindow.Of(new(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Runs_OfTheSameRows_LeaveTheSameLakeInABucketAndInADirectory()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        using var data = new TemporaryFolder();
        using var scratch = new TemporaryFolder();
        await using var local = new ServiceCollection()
            .AddLogging()
            .AddDirectoryObjects(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Maas:Data:Path"] = data.Path })
                    .Build()
            )
            .BuildServiceProvider();
        using var bucket = await server.CreateStoreAsync(prefix: "prod/");
        using var directory = new LakeOver(
            local.GetRequiredService<IObjectStore>(),
            Path.Combine(scratch.Path, "directory"),
            counted: true
        );
        using var s3 = new LakeOver(bucket, Path.Combine(scratch.Path, "s3"), counted: false);
        var random = new RandomHours(seed: 20261126);

        foreach (var hour in (HourWindow[])[Hour, Hour + 1, Hour])
        {
            var (devices, tracking) = (random.Devices(hour, 60), random.Tracking(hour, 1_200));
            foreach (var lake in (LakeOver[])[directory, s3])
            {
                await lake.WriteAsync("devices", hour, devices);
                await lake.WriteAsync("tracking", hour, tracking);
            }

            var (one, other) = (await directory.RunAsync(hour), await s3.RunAsync(hour));

            other.Apps.ShouldBe(one.Apps);
            other.Reopens.ShouldBe(one.Reopens);
            foreach (var table in LakeTables.All)
            {
                (await s3.ReadAsync(table)).ShouldBe(await directory.ReadAsync(table), table.Name);
            }
        }
    }
}
