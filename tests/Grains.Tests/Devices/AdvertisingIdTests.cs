using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Devices;

namespace Maas.Grains.Tests.Devices;

public sealed class AdvertisingIdTests(Registry registry) : IClassFixture<Registry>
{
    private static readonly DeviceLimits Limits = new(64, 26);

    [Fact]
    public async Task Append_WithAnId_TheIndexFindsTheDeviceAndItConfirms()
    {
        var (device, key, idfa) = NewDevice(out _);

        await device.Append(new Batch().Event(1).WithIdfa(idfa).Build());
        await registry.FlushAsync();

        var found = await registry.Grains.FindDevicesByAdvertisingId("demo", AdvertisingIdKind.Idfa, idfa.ToUpperInvariant());
        found.ShouldHaveSingleItem().DeviceKey.ShouldBe(key);
        (await device.Carries(AdvertisingIdKind.Gaid, idfa)).ShouldBeFalse();
    }

    [Fact]
    public async Task Append_IdWasReset_TheNewIdIsFoundAndTheOldOneIsNot()
    {
        var (device, key, idfa) = NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithIdfa(idfa, 1).Build());
        await registry.FlushAsync();

        var reset = NewId();
        await device.Append(new Batch().Event(2).WithIdfa(reset, 2).Build());
        (await device.Carries(AdvertisingIdKind.Idfa, idfa)).ShouldBeFalse("the device itself confirms at once");
        await SettleAsync(device, id);

        (await registry.Index(idfa).Find()).ShouldBeEmpty();
        (await registry.Index(reset).Find()).ShouldBe([key]);
    }

    [Fact]
    public async Task Activate_CrashBetweenAddAndRemove_RemovesTheOldId()
    {
        var (device, key, idfa) = NewDevice(out var id);
        var reset = NewId();
        await registry.Index(idfa).Add(key);
        await registry.Index(reset).Add(key);
        var crashed = new DeviceState();
        crashed.Observe(
            new DeviceFacts
            {
                FirstEventAt = 1,
                LastEventAt = 1,
                Ids = Value(reset, 2),
            }
        );
        crashed.AddIndexed(Bytes(idfa));
        crashed.AddIndexed(Bytes(reset));
        registry.Storage.Put(id, DeviceStateCodec.Encode(crashed));

        (await device.Carries(AdvertisingIdKind.Idfa, reset)).ShouldBeTrue();
        await SettleAsync(device, id);

        (await registry.Index(idfa).Find()).ShouldBeEmpty();
        (await registry.Index(reset).Find()).ShouldBe([key]);
    }

    [Fact]
    public async Task Append_TheIndexFails_TheNextFlushTriesAgain()
    {
        var (device, key, idfa) = NewDevice(out var id);
        var index = registry.Index(idfa).GetGrainId();
        registry.Storage.FailsWrite = grain => grain == index;
        await device.Append(new Batch().Event(1).WithIdfa(idfa).Build());
        await registry.FlushAsync();
        (await registry.Index(idfa).Find()).ShouldBeEmpty();
        registry.Storage.FailsWrite = _ => false;

        await SettleAsync(device, id);

        (await registry.Index(idfa).Find()).ShouldBe([key]);
    }

    [Fact]
    public async Task Append_AdvertisingRefused_TheIdLeavesTheIndex()
    {
        var (device, _, idfa) = NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithIdfa(idfa, 1).Build());
        await registry.FlushAsync();

        await device.Append(new Batch().Event(2).WithConsent(ConsentDenials.Advertising, 2).Build());
        await SettleAsync(device, id);

        (await registry.Index(idfa).Find()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Add_MoreKeysThanTheBound_SaysThatTheIdIsNobodys()
    {
        var index = registry.Index(NewId());
        for (var at = 0; at < 100; at++)
        {
            (await index.Add($"key-{at:d3}")).ShouldBeTrue();
        }

        (await index.Add("key-100")).ShouldBeFalse();
        (await index.Add("key-007")).ShouldBeTrue("it is there already");
        (await index.Find()).Length.ShouldBe(100);
    }

    [Fact]
    public async Task Add_AnotherActivationHasSaved_KeepsBoth()
    {
        var index = registry.Index(NewId());
        await index.Find();
        var other = new Maas.Grains.Devices.AdvertisingIdRecord { DeviceKeys = ["other"] };
        registry.Storage.Put(index.GetGrainId(), other.ToBytes());

        await index.Add("mine");

        (await index.Find()).ShouldBe(["mine", "other"]);
    }

    /// <summary>Flushes until the device's record says that the index is as it should be.</summary>
    private async Task SettleAsync(IDeviceGrain device, GrainId id)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        do
        {
            // The record that lies there may be of before the change, and current for that time: it counts once a flush has renewed it.
            deadline.Token.ThrowIfCancellationRequested();
            await device.Get(DeviceViewKind.Live);
            await registry.FlushAsync();
        } while (registry.Storage.Find(id) is not { } bytes || !DeviceStateCodec.Decode(bytes, Limits).IndexIsCurrent);
    }

    private (IDeviceGrain Device, string Key, string Idfa) NewDevice(out GrainId id)
    {
        var device = registry.NewDevice(out id);
        return (device, DeviceAddress.Parse(device.GetPrimaryKeyString()).DeviceKey, NewId());
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private static byte[] Bytes(string idfa) => System.Text.Encoding.UTF8.GetBytes(idfa + ",");

    private static StatedValue Value(string idfa, long at) => new(Bytes(idfa), at, 1);
}
