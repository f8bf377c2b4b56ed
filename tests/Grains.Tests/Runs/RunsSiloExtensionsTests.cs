using Maas.Grains.Runs;
using Maas.Tracking.Devices;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Maas.Grains.Tests.Runs;

public sealed class RunsSiloExtensionsTests
{
    [Fact]
    public async Task AddHourlyRuns_WithItsPorts_ResolvesTheCoordinatorAndReadsTheOptions()
    {
        var world = new World();
        await using var process = new Process(world);
        var settings = new Dictionary<string, string?> { ["Maas:Runs:QuietTime"] = "00:05:00" };
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.UseInMemoryReminderService();
                silo.Services.AddKeyedSingleton<IGrainStorage>("Default", new FakeStorage(process));
                silo.Services.AddSingleton<Maas.Tracking.Delivery.IRawStore>(new FakeRawStore(process));
                silo.Services.AddSingleton<IHourlyBatch>(process.Batch);
                silo.AddHourlyRuns(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
            }
        );
        await using var cluster = builder.Build();
        await cluster.DeployAsync();

        var services = cluster.Silos[0].ServiceProvider;
        using var coordinator = services.GetRequiredService<RunCoordinator>();
        services.GetRequiredService<IOptions<RunsOptions>>().Value.QuietTime.ShouldBe(TimeSpan.FromMinutes(5));
        services.GetRequiredService<IDoneHours>().ShouldBeOfType<LedgerHours>();
        services.GetServices<IRunNotifier>().ShouldHaveSingleItem().ShouldBeOfType<LogRunNotifier>();
    }

    [Fact]
    public void Validate_SeveralBadValues_NamesEachKeyAndItsRange()
    {
        var options = new RunsOptions
        {
            TriesMax = 0,
            MergeParallelism = -1,
            RetryDelayMax = TimeSpan.Zero,
        };

        var result = new RunsOptionsValidator().Validate(null, options);

        result.Failures!.Count().ShouldBe(3);
        result.FailureMessage!.ShouldContain("Maas:Runs:TriesMax is 0; set it to 1 … 1000.");
        result.FailureMessage!.ShouldContain("Maas:Runs:MergeParallelism");
        result.FailureMessage!.ShouldContain("Maas:Runs:RetryDelayMax");
    }

    [Fact]
    public void Validate_Defaults_Pass() => new RunsOptionsValidator().Validate(null, new()).Succeeded.ShouldBeTrue();

    [Fact]
    public void From_LakeRow_CarriesEveryMember()
    {
        var row = new LakeDevice
        {
            App = "demo",
            DeviceKey = "d/1",
            DeviceUid = "uid",
            RunId = "run",
            Hour = new HourWindow(7),
            HourCount = 3,
            Profile = ["ios", null],
            ProfileAt = 1,
            Idfa = "i",
            Gaid = "g",
            IdsAt = 2,
            Settings = "{}",
            SettingsAt = 4,
            LastFix = new Fix(5, 1.5, 2.5, double.NaN, 3, 4, 5),
            FirstSeenAt = 6,
            LastSeenAt = 8,
        };

        var message = LakeDeviceMessages.From(row);

        (message.DeviceUid, message.RunId, message.HourIndex, message.HourCount).ShouldBe(("uid", "run", 7, 3L));
        message.Profile.ShouldBe(["ios", null]);
        (message.ProfileAt, message.Idfa, message.Gaid, message.IdsAt).ShouldBe((1L, "i", "g", 2L));
        (message.Settings, message.SettingsAt, message.FirstSeenAt, message.LastSeenAt).ShouldBe(("{}", 4L, 6L, 8L));
        message.LastFix.ShouldBe(new(5, 1.5, 2.5, double.NaN, 3, 4, 5));
    }
}
