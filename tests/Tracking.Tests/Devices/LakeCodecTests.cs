using System.Text;
using CsCheck;
using Maas.Tracking.Devices;

namespace Maas.Tracking.Tests.Devices;

public sealed class LakeCodecTests
{
    private static readonly DeviceLimits Limits = new(64, 26);
    private static readonly RunOrigin Run = new("20261122T230512-00042");
    private static readonly byte[] Profile = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Repeat("profile", 13)));

    [Fact]
    public void Pack_WhatTheLiveSideHasToo_IsLeftOut()
    {
        var (alike, other) = (Observed(Profile), Observed([.. Profile, (byte)'!']));

        Found(alike).Length.ShouldBe(Found(other).Length - Profile.Length - 1);
    }

    [Fact]
    public void Pack_NamesAsRunsAndDevicesHaveThem_TakeFiveBitsACharacter()
    {
        var packed = Found(Observed(Profile), "0005f5e1000000-0123456789abcdef").Length;

        packed.ShouldBe(Found(Observed(Profile), "").Length + 20);
    }

    [Fact]
    public void WritePacked_AnyText_ReadsBack() =>
        Gen.OneOf(Gen.String["0123456789abcdefghijklmnopqrstT-"], Gen.String)
            .Where(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text)
            .Sample(text =>
            {
                using var writer = new StateWriter();
                writer.WritePacked(text);
                var reader = new StateReader(writer.ToArray());
                var read = reader.ReadPacked();
                reader.ExpectEnd();
                return read == text;
            });

    private static DeviceState Observed(byte[] profile)
    {
        var state = new DeviceState();
        state.Observe(new DeviceFacts { Profile = new StatedValue(profile, 1000, 7) });
        return state;
    }

    private static byte[] Found(DeviceState state, string name = "")
    {
        var facts = new LakeFacts
        {
            DeviceUid = name,
            Run = Run,
            Profile = new Stamped<RunOrigin>(Profile, 1000, Run),
        };
        state.MergeLake(facts, Limits);
        return LakeCodec.Pack(state.Lake!, state);
    }
}
