using System.Text;
using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Devices;

namespace Maas.Grains.Tests.Devices;

public sealed class ForgetTests(Registry registry) : IClassFixture<Registry>
{
    private static readonly DeviceLimits Limits = new(64, 26);

    [Fact]
    public async Task Forget_ADevice_IsUnknownAfterwardsInMemoryAndInStorage()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithProfile(Batch.Profile("iPhone17")).WithFix(52.5).Build());
        await registry.FlushAsync();

        await device.Forget();

        (await device.Get(DeviceViewKind.Merged)).ShouldBeNull();
        DeviceStateCodec.Decode(registry.Storage.Find(id), Limits).IsEmpty.ShouldBeTrue();
        await Registry.DeactivateAsync(device);
        (await device.Get(DeviceViewKind.Merged)).ShouldBeNull();
    }

    [Fact]
    public async Task Forget_ARefusal_IsKeptAndHolds()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).WithConsent(ConsentDenials.Analytics).Build());
        await registry.FlushAsync();
        await Registry.DeactivateAsync(device);

        await device.Forget();

        (await device.Append(new Batch().Event(2).Build())).Refused.ShouldBe(1);
    }

    [Fact]
    public async Task Forget_AStateOfALaterProgram_MakesTheDeviceUsableAgain()
    {
        var device = registry.NewDevice(out var id);
        registry.Storage.Put(id, [255, 1, 2, 3]);
        await Should.ThrowAsync<DeviceUnavailableException>(() => device.Get(DeviceViewKind.Merged));

        await device.Forget();

        (await device.Append(new Batch().Event(1).Build())).Outcome.ShouldBe(Tracking.Delivery.DeliveryOutcome.Durable);
    }

    [Fact]
    public async Task Forget_StorageCannotBeRead_KeepsTheRefusal()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithConsent(ConsentDenials.Location).Build());
        await Registry.DeactivateAsync(device);
        registry.Storage.FailsRead = grain => grain == id;
        try
        {
            await Should.ThrowAsync<IOException>(device.Forget);
        }
        finally
        {
            registry.Storage.FailsRead = _ => false;
        }

        DeviceStateCodec.Decode(registry.Storage.Find(id), Limits).Consent.Denials.ShouldBe(ConsentDenials.Location);
    }

    [Fact]
    public async Task Forget_AnotherActivationHasSaved_TakesOnlyItsRefusal()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithProfile(Batch.Profile("iPhone17")).Build());
        await registry.FlushAsync();
        registry.Storage.Put(id, DeviceStateCodec.Encode(OfAnother(ConsentDenials.Location)));

        await device.Forget();

        (await device.Get(DeviceViewKind.Merged))
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                view => view.Profile.ShouldBeNull(),
                view => view.Hours.ShouldBeEmpty(),
                view => view.Consent!.Denied.ShouldBe(["location"])
            );
        DeviceStateCodec
            .Decode(registry.Storage.Find(id), Limits)
            .ShouldSatisfyAllConditions(
                state => state.Profile.IsPresent.ShouldBeFalse(),
                state => state.HasSeen(77).ShouldBeFalse(),
                state => state.Consent.Denials.ShouldBe(ConsentDenials.Location)
            );
    }

    [Fact]
    public async Task Forget_WhileASaveJoinsWhatAnotherActivationSaved_ForgetsThatToo()
    {
        var device = registry.NewDevice(out var id);
        var idfa = Guid.NewGuid().ToString();
        await device.Append(new Batch().Event(1).WithIdfa(idfa).Build());
        registry.Storage.Put(id, DeviceStateCodec.Encode(OfAnother(ConsentDenials.None)));
        var reads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        registry.Storage.AfterRead = grain => grain == id && reads.TrySetResult() ? go.Task : Task.CompletedTask;
        var flush = registry.FlushAsync();
        await reads.Task;

        var forget = device.Forget();
        while (await device.Carries(AdvertisingIdKind.Idfa, idfa))
        {
            await Task.Yield();
        }

        registry.Storage.AfterRead = _ => Task.CompletedTask;
        go.SetResult();
        await Task.WhenAll(flush, forget);

        DeviceStateCodec
            .Decode(registry.Storage.Find(id), Limits)
            .ShouldSatisfyAllConditions(state => state.Profile.IsPresent.ShouldBeFalse(), state => state.HasSeen(77).ShouldBeFalse());
    }

    [Fact]
    public async Task Forget_NextEvent_WritesItsDeviceRowAgain()
    {
        var device = registry.NewDevice(out _);
        var profile = Batch.Profile($"model-{Guid.NewGuid():n}");
        await device.Append(new Batch().Event(1).WithProfile(profile).Build());
        await device.Forget();
        var rows = Rows(profile);

        await device.Append(new Batch().Event(2).WithProfile(profile).Build());

        Rows(profile).ShouldBe(rows + 1, "the lake must not depend on what was forgotten");
    }

    [Fact]
    public async Task Clear_AnIndexedId_IsFoundAgainOnceTheDeviceIsMergedBack()
    {
        var key = Guid.NewGuid().ToString("n");
        var idfa = Guid.NewGuid().ToString();
        var device = registry.Grains.GetDevice("demo", key);
        await device.Append(new Batch().Event(1).WithIdfa(idfa).Build());
        await registry.FlushAsync();
        (await registry.Index(idfa).Find()).ShouldBe([key]);

        await registry.Index(idfa).Clear();
        await device.Forget();
        (await registry.Index(idfa).Find()).ShouldBeEmpty();
        await device.MergeLake(
            new LakeDeviceMessage
            {
                DeviceUid = "d1",
                RunId = "20261123T000000-1",
                HourIndex = 1,
                Idfa = idfa,
                IdsAt = Batch.At(1),
            }
        );

        (await registry.Index(idfa).Find()).ShouldBe([key]);
    }

    private static DeviceState OfAnother(ConsentDenials denials)
    {
        var state = new DeviceState();
        state.Observe(
            new DeviceFacts
            {
                Profile = new StatedValue(Encoding.UTF8.GetBytes(Batch.Profile("theirs")), Batch.At(2), 1),
                Consent = denials == ConsentDenials.None ? default : new StampedConsent(denials, Batch.At(2), 1),
                FirstEventAt = Batch.At(2),
                LastEventAt = Batch.At(2),
            }
        );
        state.Remember([77], Limits);
        return state;
    }

    private int Rows(string profile) =>
        registry.Delivery.DeviceRows.Count(row => row.Contains(profile.Split(',')[4], StringComparison.Ordinal));
}
