using System.Collections.Immutable;
using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Time;

namespace Maas.Grains.Tests.Devices;

public sealed class LakeMergeTests(Registry registry) : IClassFixture<Registry>
{
    private static readonly int Hour = HourWindow.OfMicros(Batch.Start).Index;

    [Fact]
    public async Task MergeLake_OlderThanLive_LeavesTheLiveGroupsAndIsShownOnItsOwnSide()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).Event(2).WithProfile(Batch.Profile("live"), 5).Build());

        await device.MergeLake(Lake("20261123T000000-1", "lake", 3, count: 7));

        var merged = (await device.Get(DeviceViewKind.Merged)).ShouldNotBeNull();
        merged.Profile!.Model.ShouldBe("live");
        merged.Profile.Provenance.Source.ShouldBe("live");
        merged.DeviceUid.ShouldBe("d1");
        merged.Hours.ShouldHaveSingleItem().ShouldBe(new HourCountView(new HourWindow(Hour).Start, 7, "lake"));
        var lake = (await device.Get(DeviceViewKind.Lake)).ShouldNotBeNull();
        lake.Profile!.Model.ShouldBe("lake");
        lake.Profile.Provenance.ShouldBe(new OriginView(Timestamps.FromMicros(Batch.At(3)), "lake", "20261123T000000-1"));
        (await device.Get(DeviceViewKind.Live))!.Hours.ShouldHaveSingleItem().Events.ShouldBe(2);
    }

    [Fact]
    public async Task MergeLake_RunsInAnyOrderAndTwice_EndWithTheLatest()
    {
        var device = registry.NewDevice(out _);
        var (first, second) = (Lake("20261123T000000-1", "old", 3, 7), Lake("20261123T010000-2", "new", 4, 9));

        await device.MergeLake(second);
        await device.MergeLake(first);
        await device.MergeLake(second);

        var view = (await device.Get(DeviceViewKind.Merged)).ShouldNotBeNull();
        view.Profile!.Model.ShouldBe("new");
        view.Hours.ShouldHaveSingleItem().Events.ShouldBe(9);
    }

    [Fact]
    public async Task MergeLake_Returned_IsSaved()
    {
        var device = registry.NewDevice(out var id);

        await device.MergeLake(Lake("20261123T000000-1", "lake", 3, 7));

        registry.Storage.Find(id).ShouldNotBeNull("the coordinator records its progress next");
    }

    [Fact]
    public async Task MergeLake_CannotBeSaved_Throws()
    {
        var device = registry.NewDevice(out var id);
        registry.Storage.FailsWrite = grain => grain == id;

        await Should.ThrowAsync<DeviceUnavailableException>(() => device.MergeLake(Lake("20261123T000000-1", "lake", 3, 7)));
        registry.Storage.FailsWrite = _ => false;
    }

    [Fact]
    public async Task MergeLake_NothingButTheName_IsTaken()
    {
        var device = registry.NewDevice(out _);

        await device.MergeLake(
            new LakeDeviceMessage
            {
                DeviceUid = "d9",
                RunId = "r",
                HourIndex = Hour,
                Profile = default,
            }
        );

        var view = (await device.Get(DeviceViewKind.Merged)).ShouldNotBeNull();
        view.DeviceUid.ShouldBe("d9");
        view.Profile.ShouldBeNull();
    }

    [Fact]
    public async Task MergeLake_IdsThatConsentRefuses_AreNotTaken()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).WithConsent(ConsentDenials.Advertising | ConsentDenials.Location, 1).Build());

        await device.MergeLake(
            Lake("20261123T000000-1", "lake", 3, 7) with
            {
                Idfa = "aaaa",
                IdsAt = Batch.At(3),
                LastFix = new FixMessage(Batch.At(3), 1, 2, 3, 4, 5, 6),
            }
        );

        var view = (await device.Get(DeviceViewKind.Merged)).ShouldNotBeNull();
        view.AdvertisingIds!.Idfa.ShouldBeNull();
        view.LastFix.ShouldBeNull();
        (await device.Carries(AdvertisingIdKind.Idfa, "aaaa")).ShouldBeFalse();
    }

    [Fact]
    public async Task Append_AfterTheLakeProvedBehind_TellsItAgain()
    {
        var device = registry.NewDevice(out _);
        await device.Append(new Batch().Event(1).WithProfile(Batch.Profile("live"), 5).Build());
        await device.MergeLake(Lake("20261123T000000-1", "stale", 3, 7));
        var before = registry.Delivery.DeviceRows.Count;

        await device.Append(new Batch().Event(2).Build());
        await device.Append(new Batch().Event(3).Build());

        registry.Delivery.DeviceRows.Count.ShouldBe(before + 1);
    }

    private static LakeDeviceMessage Lake(string run, string model, double minute, long count)
    {
        var profile = new string?[13];
        (profile[0], profile[4], profile[12]) = ("ios", model, "a,n\"n");
        return new LakeDeviceMessage
        {
            DeviceUid = "d1",
            RunId = run,
            HourIndex = Hour,
            HourCount = count,
            Profile = [.. profile],
            ProfileAt = Batch.At(minute),
            FirstSeenAt = Batch.At(0),
            LastSeenAt = Batch.At(minute),
        };
    }
}
