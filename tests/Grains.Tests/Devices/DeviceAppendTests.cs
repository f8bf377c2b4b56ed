using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Delivery;

namespace Maas.Grains.Tests.Devices;

public sealed class DeviceAppendTests(Registry registry) : IClassFixture<Registry>
{
    private FakeDelivery Delivery => registry.Delivery;

    [Fact]
    public async Task Append_NewEvents_AreDurableWithTheDeviceRowInTheSameAppend()
    {
        var device = registry.NewDevice(out _);
        var before = Delivery.Durable.Count;

        var result = await device.Append(new Batch().Event(1).Event(2).WithProfile(Batch.Profile("iPhone17")).Build());

        result.ShouldBe(new AppendResult(DeliveryOutcome.Durable, 2, 0, 0));
        var append = Delivery.Durable.Skip(before).ShouldHaveSingleItem();
        append.TrackingRowCount.ShouldBe(2);
        append.TrackingRows.Count.ShouldBe(1, "neighbouring rows are one slice");
        append.DeviceRowCount.ShouldBe(1);
        append.App.ShouldBe("demo");
    }

    [Fact]
    public async Task Append_CopiesInOneBatch_AreWrittenOnce()
    {
        var device = registry.NewDevice(out _);

        var result = await device.Append(new Batch().Event(1).Event(1).Event(2).Event(1).Build());

        result.ShouldBe(new AppendResult(DeliveryOutcome.Durable, 2, 2, 0));
    }

    [Fact]
    public async Task Append_CopiesAcrossBatches_AreWrittenOnceAndCounted()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).Event(2).Build());
        var (rows, repeated) = (Delivery.TrackingRows.Count, Delivery.Repeated);

        var result = await device.Append(new Batch().Event(2).Event(3).Build());

        result.ShouldBe(new AppendResult(DeliveryOutcome.Durable, 1, 1, 0));
        (Delivery.TrackingRows.Count - rows).ShouldBe(1);
        (Delivery.Repeated - repeated).ShouldBe(1);
    }

    [Theory]
    [InlineData(DeliveryOutcome.Durable)]
    [InlineData(DeliveryOutcome.Refused)]
    [InlineData(DeliveryOutcome.Unknown)]
    public async Task Append_CopyOfAnEventInFlight_SharesItsOutcome(DeliveryOutcome outcome)
    {
        var device = registry.NewDevice(out _);
        Delivery.Hold = true;
        var first = device.Append(new Batch().Event(1).Build());
        await Delivery.WaitForHeldAsync(1);
        var copy = device.Append(new Batch().Event(1).Event(2).Build());
        await Delivery.WaitForHeldAsync(2);
        Delivery.Hold = false;

        Delivery.Release(position: 1);
        Delivery.Release(outcome);

        (await first).Outcome.ShouldBe(outcome);
        (await copy).Outcome.ShouldBe(outcome);

        // What was durable is recognised when the whole request comes again.
        var again = await device.Append(new Batch().Event(1).Event(2).Build());
        again.Written.ShouldBe(outcome == DeliveryOutcome.Durable ? 0 : 1);
    }

    [Theory]
    [InlineData(DeliveryOutcome.Refused)]
    [InlineData(DeliveryOutcome.Unknown)]
    public async Task Append_Failed_KeepsNothingAndTheResendIsWritten(DeliveryOutcome outcome)
    {
        var device = registry.NewDevice(out _);
        Delivery.Outcome = outcome;
        var batch = new Batch().Event(1).WithProfile(Batch.Profile("iPhone17")).Build();

        var failed = await device.Append(batch);
        Delivery.Outcome = DeliveryOutcome.Durable;

        failed.ShouldBe(new AppendResult(outcome, 0, 0, 0));
        (await device.Get(DeviceViewKind.Live)).ShouldBeNull();
        var deviceRows = Delivery.DeviceRows.Count;
        (await device.Append(batch)).ShouldBe(new AppendResult(DeliveryOutcome.Durable, 1, 0, 0));
        (Delivery.DeviceRows.Count - deviceRows).ShouldBe(1, "a row counts as emitted only once durable");
    }

    [Fact]
    public async Task Append_TwoWithTheSameNewProfileInFlight_NeitherGoesWithoutADeviceRow()
    {
        var device = registry.NewDevice(out _);
        Delivery.Hold = true;
        var first = device.Append(new Batch().Event(1).WithProfile(Batch.Profile("iPhone17")).Build());
        await Delivery.WaitForHeldAsync(1);
        var second = device.Append(new Batch().Event(2).WithProfile(Batch.Profile("iPhone17")).Build());
        await Delivery.WaitForHeldAsync(2);
        Delivery.Hold = false;
        var before = Delivery.DeviceRows.Count;

        Delivery.Release(DeliveryOutcome.Refused);
        Delivery.Release();
        await Task.WhenAll(first, second);

        (Delivery.DeviceRows.Count - before).ShouldBe(1);
    }

    [Fact]
    public async Task Append_CrossingChanges_EndWithARowThatSaysTheirJoin()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).WithProfile(Batch.Profile("old", "ann"), 1).Build());
        Delivery.Hold = true;
        var userId = device.Append(new Batch().Event(2).WithUserId("bob", 10).Build());
        await Delivery.WaitForHeldAsync(1);
        var profile = device.Append(new Batch().Event(3).WithProfile(Batch.Profile("new", "ann"), 5).Build());
        await Delivery.WaitForHeldAsync(2);
        Delivery.Hold = false;

        Delivery.Release(position: 1);
        await profile;
        Delivery.Release();
        await userId;

        Delivery.DeviceRows[^1].ShouldContain(",new,");
        Delivery.DeviceRows[^1].ShouldContain(",bob,");
    }

    [Fact]
    public async Task Append_UnchangedProfile_NeedsNoFurtherDeviceRow()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).WithProfile(Batch.Profile("iPhone17"), 1).Build());
        var before = Delivery.DeviceRows.Count;

        await device.Append(new Batch().Event(2).WithProfile(Batch.Profile("iPhone17"), 2).Build());
        await device.Append(new Batch().Event(3).WithProfile(Batch.Profile("older"), 0).Build());

        Delivery.DeviceRows.Count.ShouldBe(before);
        var view = (await device.Get(DeviceViewKind.Live)).ShouldNotBeNull();
        view.Profile!.Model.ShouldBe("iPhone17");
        view.Profile.Provenance.Source.ShouldBe("live");
    }

    [Fact]
    public async Task Append_TooManyInFlight_RefusesAtOnce()
    {
        var device = registry.NewDevice(out _);
        Delivery.Hold = true;
        var held = Enumerable.Range(0, 4).Select(at => device.Append(new Batch().Event((ulong)at).Build())).ToList();
        await Delivery.WaitForHeldAsync(4);

        var refused = await device.Append(new Batch().Event(99).Build());

        refused.Outcome.ShouldBe(DeliveryOutcome.Refused);
        Delivery.Hold = false;
        held.ForEach(_ => Delivery.Release());
        (await Task.WhenAll(held)).ShouldAllBe(result => result.Outcome == DeliveryOutcome.Durable);
    }

    [Fact]
    public async Task Append_KnownRefusals_BlankTheirColumnsOnly()
    {
        var device = registry.NewDevice(out _);
        var denied = ConsentDenials.Location | ConsentDenials.Advertising | ConsentDenials.Address;
        await device.Append(new Batch().Event(1, consent: denied | ConsentDenials.Stated).WithConsent(denied).Build());

        await device.Append(new Batch().Event(2).Event(3, consent: ConsentDenials.Stated).Event(4).Build());

        var rows = Delivery.TrackingRows;
        rows[^3].ShouldBe("1,,,,,m2,demo,key,,,track,Moved,,,,,,,ios,,,iOS,18.1,Apple,,,,,,wifi,,lib,,");
        rows[^2].ShouldBe("1,,,,,m3,demo,key,,,track,Moved,52.5,13.4,,,,,ios,AAAA,,iOS,18.1,Apple,,,,,,wifi,10.0.0.1,lib,,");
        rows[^1].ShouldBe("1,,,,,m4,demo,key,,,track,Moved,,,,,,,ios,,,iOS,18.1,Apple,,,,,,wifi,,lib,,");
    }

    [Fact]
    public async Task Append_AfterAnalyticsWereRefused_StoresNothing()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).WithConsent(ConsentDenials.Analytics).Build());

        var result = await device.Append(new Batch().Event(2).WithProfile(Batch.Profile("iPhone17")).WithFix(52.5).Build());

        result.ShouldBe(new AppendResult(DeliveryOutcome.Durable, 0, 0, 1));
        var view = (await device.Get(DeviceViewKind.Live)).ShouldNotBeNull();
        view.Profile.ShouldBeNull();
        view.LastFix.ShouldBeNull();
        view.Hours.ShouldBeEmpty();
    }

    [Fact]
    public async Task Append_ConsentChanges_AreSavedBeforeTheAnswerEvenIfEveryEventIsRefused()
    {
        var device = registry.NewDevice(out var id);
        var refused = Delivery.Refused;

        var result = await device.Append(new Batch().Event(1).WithConsent(ConsentDenials.Analytics, 1).Build());

        result.ShouldBe(new AppendResult(DeliveryOutcome.Durable, 0, 0, 1));
        (Delivery.Refused - refused).ShouldBe(1);
        registry.Storage.Find(id).ShouldNotBeNull();
        var key = DeviceAddress.Parse(device.GetPrimaryKeyString()).DeviceKey;
        Delivery.DeviceRows.ShouldNotContain(row => row.Contains(key), "a refused device is not stored at all");
    }

    [Fact]
    public async Task Append_ConsentThatCannotBeSaved_IsNotAcknowledged()
    {
        var device = registry.NewDevice(out var id);
        registry.Storage.FailsWrite = grain => grain == id;
        var batch = new Batch().Event(1).WithConsent(ConsentDenials.Location, 1).Build();

        (await device.Append(batch)).Outcome.ShouldBe(DeliveryOutcome.Unknown);
        (await device.Append(batch)).Outcome.ShouldBe(DeliveryOutcome.Unknown, "the resend is not acknowledged before the save either");
        registry.Storage.FailsWrite = _ => false;

        (await device.Append(batch)).ShouldBe(new AppendResult(DeliveryOutcome.Durable, 0, 1, 0));
    }

    [Fact]
    public async Task Append_ConsentWithdrawn_IdsAndFixLeaveTheStateAndTheLakeIsTold()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).WithIdfa("aaaa", 1).WithFix(52.5, 1).Build());

        await device.Append(new Batch().Event(2).WithConsent(ConsentDenials.Location | ConsentDenials.Advertising, 2).Build());
        await device.Append(new Batch().Event(3).WithIdfa("bbbb", 3).WithFix(53.5, 3).Build());

        var view = (await device.Get(DeviceViewKind.Live)).ShouldNotBeNull();
        view.LastFix.ShouldBeNull();
        view.AdvertisingIds!.Idfa.ShouldBeNull();
        view.Consent!.Denied.ShouldBe(["location", "advertising"]);
        Delivery.DeviceRows[^1].ShouldNotContain("aaaa");
        Delivery.DeviceRows[^1].ShouldContain("2026-11-22T23:02:00.000Z");
    }

    [Fact]
    public async Task Append_EventsAcrossHalfAnHour_BeginANewSession()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1, 0).Event(2, 5).Build());
        await device.Append(new Batch().Event(3, 50).Event(4, 39).Event(4, 39).Event(5, 5).Build());

        var view = (await device.Get(DeviceViewKind.Live)).ShouldNotBeNull();

        view.Session.ShouldBe(new SessionView(Time(39), Time(50), 2), "of the batch only its own latest session can extend the device's");
        view.Hours.ShouldHaveSingleItem().Events.ShouldBe(5);

        static DateTimeOffset Time(double minute) => Tracking.Time.Timestamps.FromMicros(Batch.At(minute));
    }
}
