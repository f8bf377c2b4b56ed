using Maas.Grains.Runs;
using Maas.Tracking.Devices;

namespace Maas.Grains.Tests.Devices;

public sealed class RegistryDropTests(Registry registry) : IClassFixture<Registry>
{
    private static readonly RunsOptions Options = new() { MergeTriesMax = 3, MergeRetryDelay = TimeSpan.Zero };

    [Fact]
    public async Task Drop_ADevicesStorageFailsFewerTimesThanItIsTried_DropsAll()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithProfile(Batch.Profile("iPhone17")).Build());
        await registry.FlushAsync();
        var failures = Options.MergeTriesMax - 1;
        registry.Storage.FailsWrite = grain => grain == id && Interlocked.Decrement(ref failures) >= 0;

        await DropAsync();

        registry.Storage.FailsWrite = _ => false;
        DeviceStateCodec.Decode(registry.Storage.Find(id), new DeviceLimits(64, 26)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Drop_ADevicesStorageFailsOnEachTry_SaysThatAPartIsOutOfReach()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).Build());
        await registry.FlushAsync();
        registry.Storage.FailsWrite = grain => grain == id;

        await Should.ThrowAsync<RegistryUnavailableException>(DropAsync);

        registry.Storage.FailsWrite = _ => false;
        (await DropAsync()).ShouldBePositive();
    }

    private Task<long> DropAsync() =>
        new RegistryDrop(
            registry.Storage,
            registry.Grains,
            Microsoft.Extensions.Options.Options.Create(Options),
            TimeProvider.System
        ).DropAsync(TestContext.Current.CancellationToken);
}
