using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Delivery;
using Maas.Tracking.Devices;

namespace Maas.Grains.Tests.Devices;

public sealed class DeviceSavingTests(Registry registry) : IClassFixture<Registry>
{
    private static readonly DeviceLimits Limits = new(64, 26);

    [Fact]
    public async Task Flush_AfterAnAppend_SavesOnceAndNotOnTheAppendsPath()
    {
        var device = registry.NewDevice(out var id);

        await device.Append(new Batch().Event(1).Build());
        registry.Storage.Find(id).ShouldBeNull();
        await registry.FlushAsync();

        DeviceStateCodec.Decode(registry.Storage.Find(id), Limits).HasSeen(1).ShouldBeTrue();
    }

    [Fact]
    public async Task Deactivate_Unsaved_SavesAndTheNextActivationKnowsEverything()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1, 3).WithProfile(Batch.Profile("iPhone17"), 3).WithFix(52.5, 3).Build());
        var before = (await device.Get(DeviceViewKind.Merged)).ShouldNotBeNull();

        await Registry.DeactivateAsync(device);

        var after = (await device.Get(DeviceViewKind.Merged)).ShouldNotBeNull();
        (after with { Hours = default }).ShouldBe(before with { Hours = default });
        after.Hours.ShouldBe(before.Hours);
        (await device.Append(new Batch().Event(1, 3).Build())).Repeated.ShouldBe(1);
    }

    [Fact]
    public async Task Flush_AnotherActivationHasSaved_JoinsBoth()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithProfile(Batch.Profile("mine"), 1).Build());
        var other = new DeviceState();
        other.Observe(
            new DeviceFacts
            {
                Profile = new StatedValue(System.Text.Encoding.UTF8.GetBytes(Batch.Profile("theirs")), Batch.At(2), 1),
                Consent = new StampedConsent(ConsentDenials.Advertising, Batch.At(2), 1),
            }
        );
        other.Remember([77], Limits);
        registry.Storage.Put(id, DeviceStateCodec.Encode(other));

        await registry.FlushAsync();

        (await device.Get(DeviceViewKind.Live))!.Profile!.Model.ShouldBe("theirs");
        (await device.Append(new Batch().Event(77).Event(1).Build())).Repeated.ShouldBe(2);
        var saved = DeviceStateCodec.Decode(registry.Storage.Find(id), Limits);
        saved.HasSeen(1).ShouldBeTrue();
        saved.HasSeen(77).ShouldBeTrue();
        saved.Consent.Denials.ShouldBe(ConsentDenials.Advertising);
    }

    [Fact]
    public async Task Flush_ConflictAfterConflict_GivesUpUntilTheNextFlush()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).Build());
        registry.Storage.BeforeWrite = grain =>
        {
            if (grain == id)
            {
                registry.Storage.Put(grain, DeviceStateCodec.Encode(new DeviceState()));
            }
        };
        await registry.FlushAsync();
        registry.Storage.BeforeWrite = null;
        DeviceStateCodec.Decode(registry.Storage.Find(id), Limits).HasSeen(1).ShouldBeFalse();

        await registry.FlushAsync();

        DeviceStateCodec.Decode(registry.Storage.Find(id), Limits).HasSeen(1).ShouldBeTrue();
        (await device.Append(new Batch().Event(1).Build())).Repeated.ShouldBe(1, "the activation lives on");
    }

    [Fact]
    public async Task Flush_StorageFails_TheNextFlushSaves()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).Build());
        registry.Storage.FailsWrite = grain => grain == id;
        await registry.FlushAsync();
        registry.Storage.FailsWrite = _ => false;
        registry.Storage.Find(id).ShouldBeNull();

        await registry.FlushAsync();

        registry.Storage.Find(id).ShouldNotBeNull();
    }

    [Fact]
    public async Task Append_StateCannotBeRead_IsRefusedAndComesThroughLater()
    {
        var device = registry.NewDevice(out var id);
        registry.Storage.FailsRead = grain => grain == id;

        (await device.Append(new Batch().Event(1).Build())).Outcome.ShouldBe(DeliveryOutcome.Refused);
        registry.Storage.FailsRead = _ => false;

        (await device.Append(new Batch().Event(1).Build())).Written.ShouldBe(1);
    }

    [Fact]
    public async Task Append_MoreWaitForTheStateThanMayBeUnderWay_AreRefusedAtOnce()
    {
        var device = registry.NewDevice(out var id);
        registry.Storage.FailsRead = grain => grain == id;
        await device.Append(new Batch().Event(0).Build());
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        registry.Storage.AfterRead = grain => grain == id ? go.Task : Task.CompletedTask;
        registry.Storage.FailsRead = _ => false;

        var waiting = Enumerable.Range(1, 6).Select(hash => device.Append(new Batch().Event((ulong)hash).Build())).ToList();
        for (var refused = 0; refused < 2; refused++)
        {
            var answered = await Task.WhenAny(waiting).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
            (await answered).Outcome.ShouldBe(DeliveryOutcome.Refused);
            waiting.Remove(answered);
        }

        registry.Storage.AfterRead = _ => Task.CompletedTask;
        go.SetResult();
        (await Task.WhenAll(waiting)).ShouldAllBe(result => result.Outcome == DeliveryOutcome.Durable);
    }

    [Fact]
    public async Task Get_StateCannotBeRead_SaysSo()
    {
        var device = registry.NewDevice(out var id);
        registry.Storage.FailsRead = grain => grain == id;

        await Should.ThrowAsync<DeviceUnavailableException>(() => device.Get(DeviceViewKind.Merged));
        registry.Storage.FailsRead = _ => false;
    }

    [Fact]
    public async Task Append_Refusal_OutlivesTheActivationThatWasNeverFlushed()
    {
        var device = registry.NewDevice(out var id);
        await device.Append(new Batch().Event(1).WithConsent(ConsentDenials.Location).Build());

        var saved = DeviceStateCodec.Decode(registry.Storage.Find(id), Limits);

        saved.Consent.Denies(ConsentDenials.Location).ShouldBeTrue("a crash now does not undo it");
    }

    [Fact]
    public async Task Append_RefusalInFlight_BindsLaterAppendsAndIsForgottenIfItFails()
    {
        var device = registry.NewDevice(out _);
        registry.Delivery.Hold = true;
        var refusal = device.Append(new Batch().Event(1, consent: ConsentDenials.Stated).WithConsent(ConsentDenials.Address).Build());
        await registry.Delivery.WaitForHeldAsync(1);
        var later = device.Append(new Batch().Event(2).Build());
        await registry.Delivery.WaitForHeldAsync(2);
        registry.Delivery.Hold = false;
        registry.Delivery.Release(position: 1);
        registry.Delivery.Release(DeliveryOutcome.Refused);
        await Task.WhenAll(refusal, later);

        registry.Delivery.TrackingRows[^1].ShouldNotContain("10.0.0.1");
        (await device.Get(DeviceViewKind.Live))!.Consent.ShouldBeNull();
    }
}
