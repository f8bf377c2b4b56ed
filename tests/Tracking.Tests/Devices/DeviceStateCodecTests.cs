using System.Text;
using CsCheck;
using Maas.Tracking.Consent;
using Maas.Tracking.Devices;

namespace Maas.Tracking.Tests.Devices;

public sealed class DeviceStateCodecTests
{
    [Fact]
    public void Decode_OfEncoded_IsTheSameState() =>
        DeviceGen.State.Sample(state =>
        {
            var bytes = DeviceStateCodec.Encode(state);
            return bytes.AsSpan().SequenceEqual(DeviceStateCodec.Encode(DeviceStateCodec.Decode(bytes, DeviceGen.Limits)));
        });

    [Fact]
    public void Decode_BytesOfVersionOne_AreReadForEver()
    {
        var state = DeviceStateCodec.Decode(Convert.FromHexString(VersionOne.Hex), new DeviceLimits(64, 26));

        Encoding.UTF8.GetString(state.Profile.Value).ShouldBe("ios,iOS,18.1,Apple,iPhone17,,,,,,,,ann");
        state.Profile.At.ShouldBe(1000);
        state.Profile.Origin.Hash.ShouldBe(7UL);
        Encoding.UTF8.GetString(state.UserId!.Value.Value).ShouldBe("bob");
        Encoding.UTF8.GetString(state.Ids.Value).ShouldBe("aaaa,");
        Encoding.UTF8.GetString(state.Settings.Value).ShouldBe("{}");
        state.Fix.Fix.Latitude.ShouldBe(52.5);
        state.Consent.Denials.ShouldBe(ConsentDenials.Address);
        state.FirstSeenAt.ShouldBe(500);
        state.LastSeenAt.ShouldBe(2000);
        state.Session.ShouldBe(new Session(500, 2000, 3));
        state.HasSeen(42).ShouldBeTrue();
        state.Hours.ToArray().ShouldBe([new LiveHour(12, 3)]);
        state.IndexedIds.Length.ShouldBe(1);
        state.HasRow.ShouldBeTrue();
        state.Lake!.DeviceUid.ShouldBe("d1");
        state.Lake.Hours.ToArray().ShouldBe([new LakeHour(12, 4, new RunOrigin("20261122T230512-00042"))]);
    }

    [Fact]
    public void Encode_TheSamplesState_WritesTheSample() => Convert.ToHexString(DeviceStateCodec.Encode(Sample())).ShouldBe(VersionOne.Hex);

    [Fact]
    public void Decode_BytesOfALaterVersion_SaysSo() =>
        Should.Throw<InvalidDataException>(() => DeviceStateCodec.Decode([2, 0], DeviceGen.Limits)).Message.ShouldContain("version 2");

    [Fact]
    public void Decode_AnyCutOfAState_IsRefusedNotMisread() =>
        DeviceGen.State.Sample(
            state =>
            {
                var bytes = DeviceStateCodec.Encode(state);
                for (var length = 0; length < bytes.Length; length++)
                {
                    var cut = bytes[..length];
                    Should.Throw<InvalidDataException>(() => DeviceStateCodec.Decode(cut, DeviceGen.Limits));
                }
            },
            iter: 20
        );

    /// <summary>The state that the stored sample was made of.</summary>
    internal static DeviceState Sample()
    {
        var limits = new DeviceLimits(64, 26);
        var state = new DeviceState();
        state.Observe(
            new DeviceFacts
            {
                FirstEventAt = 500,
                LastEventAt = 2000,
                Profile = new StatedValue("ios,iOS,18.1,Apple,iPhone17,,,,,,,,ann"u8.ToArray(), 1000, 7),
                UserId = new StatedValue("bob"u8.ToArray(), 1500, 8),
                Ids = new StatedValue("aaaa,"u8.ToArray(), 1000, 7),
                Settings = new StatedValue("{}"u8.ToArray(), 1000, 7),
                Fix = new StampedFix<MessageOrigin>(new Fix(1000, 52.5, 13.4, double.NaN, 5, double.NaN, double.NaN), new MessageOrigin(7)),
                Consent = new StampedConsent(ConsentDenials.Address, 1000, 7),
            }
        );
        state.Remember([42], limits);
        state.Count(12, 3, new Session(500, 2000, 3), limits);
        state.AddIndexed(state.CurrentIds);
        var run = new RunOrigin("20261122T230512-00042");
        state.MergeLake(
            new LakeFacts
            {
                DeviceUid = "d1",
                Run = run,
                Profile = new Stamped<RunOrigin>("ios,iOS,18.1,Apple,iPhone17,,,,,,,,ann"u8.ToArray(), 1000, run),
                FirstSeenAt = 500,
                LastSeenAt = 2000,
                Hours = [new LakeHour(12, 4, run)],
            },
            limits
        );
        state.MarkRow(current: true);
        return state;
    }

    private static class VersionOne
    {
        public const string Hex =
            "0107E80300000000000026696F732C694F532C31382E312C4170706C652C6950686F6E6531372C2C2C2C2C2C2C2C616E6E070000000000"
            + "0000DC0500000000000003626F620800000000000000E80300000000000005616161612C0700000000000000E803000000000000027B7D"
            + "0700000000000000E8030000000000000000000000404A40CDCCCCCCCCCC2A40000000000000F8FF0000000000001440000000000000F8"
            + "FF000000000000F8FF0700000000000000E803000000000000080700000000000000F401000000000000D00700000000000003F4010000"
            + "00000000D007000000000000012A00000000000000010C000000030105616161612C02153230323631313232543233303531322D303030"
            + "34320002643100E80300000000000026696F732C694F532C31382E312C4170706C652C6950686F6E6531372C2C2C2C2C2C2C2C616E6E00"
            + "000000000000008000000000000000800000000000000080F401000000000000D007000000000000010C0000000400";
    }
}
