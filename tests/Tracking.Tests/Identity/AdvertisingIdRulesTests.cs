using System.Text;
using CsCheck;
using Maas.Tracking.Identity;

namespace Maas.Tracking.Tests.Identity;

public sealed class AdvertisingIdRulesTests
{
    private const string Id = "6D92078A-8246-4BA4-AE5B-76104861E7DC";

    [Theory]
    [InlineData(DevicePlatform.Ios, Id, null, null, AdvertisingIdDecision.Idfa)]
    [InlineData(DevicePlatform.Tvos, Id, true, "authorized", AdvertisingIdDecision.Idfa)]
    [InlineData(DevicePlatform.Ios, Id, true, "3", AdvertisingIdDecision.Idfa)]
    [InlineData(DevicePlatform.Android, Id, true, null, AdvertisingIdDecision.Gaid)]
    [InlineData(DevicePlatform.Android, Id, false, null, AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Ios, Id, true, "denied", AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Ios, Id, null, "0", AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Ios, null, null, "notDetermined", AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Ios, null, false, null, AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Ios, null, true, "", AdvertisingIdDecision.NotStated)]
    [InlineData(DevicePlatform.Ios, null, null, null, AdvertisingIdDecision.NotStated)]
    [InlineData(DevicePlatform.Android, "", true, null, AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Android, "00000000-0000-0000-0000-000000000000", true, null, AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Android, "Unknown", true, null, AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Ios, "null", null, "authorized", AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Android, "a/b", true, null, AdvertisingIdDecision.Withdrawn)]
    [InlineData(DevicePlatform.Web, Id, true, null, AdvertisingIdDecision.NotStated)]
    public void Decide_Statement_FollowsTheRules(
        DevicePlatform platform,
        string? id,
        bool? enabled,
        string? status,
        AdvertisingIdDecision expected
    ) => Decide(platform, id, enabled, status).ShouldBe(expected);

    [Fact]
    public void Decide_IdOfTheDevice_IsAnIdfvInDisguise() =>
        Decide(DevicePlatform.Ios, Id, true, "3", deviceId: Id.ToLowerInvariant()).ShouldBe(AdvertisingIdDecision.Withdrawn);

    [Fact]
    public void Decide_Amazon_HasNeither() =>
        Decide(DevicePlatform.Android, Id, true, null, manufacturer: "Amazon").ShouldBe(AdvertisingIdDecision.Withdrawn);

    [Fact]
    public void Decide_AnyRefusal_NeverYieldsAnId() =>
        Gen.Select(Gen.Enum<DevicePlatform>(), Gen.String, Gen.OneOf(Gen.Const("denied"), Gen.Const("restricted"), Gen.Const("1")))
            .Sample(
                (platform, id, status) =>
                {
                    Decide(platform, id, enabled: false, status: null).ShouldBe(AdvertisingIdDecision.Withdrawn);
                    Decide(platform, id, enabled: true, status).ShouldBe(AdvertisingIdDecision.Withdrawn);
                }
            );

    [Theory]
    [InlineData("iOS", "", "", DevicePlatform.Ios)]
    [InlineData("iPadOS", "", "", DevicePlatform.Ios)]
    [InlineData("Android", "ios", "", DevicePlatform.Android)]
    [InlineData("", "android", "analytics-swift", DevicePlatform.Android)]
    [InlineData("", "", "analytics-swift", DevicePlatform.Ios)]
    [InlineData("", "", "analytics.js", DevicePlatform.Web)]
    [InlineData("", "", "analytics-node", DevicePlatform.Server)]
    [InlineData("macOS", "", "", DevicePlatform.Macos)]
    [InlineData("Microsoft Windows 10.0", "", "", DevicePlatform.Windows)]
    [InlineData("", "", "", DevicePlatform.Unknown)]
    [InlineData("BeOS", "", "", DevicePlatform.Unknown)]
    public void Of_Statement_NamesThePlatform(string os, string type, string library, DevicePlatform expected) =>
        DevicePlatforms.Of(Utf8(os), Utf8(type), Utf8(library)).ShouldBe(expected);

    private static AdvertisingIdDecision Decide(
        DevicePlatform platform,
        string? id,
        bool? enabled,
        string? status,
        string deviceId = "device",
        string manufacturer = "Google"
    ) =>
        AdvertisingIdRules.Decide(
            new AdvertisingStatement
            {
                Platform = platform,
                HasAdvertisingId = id is not null,
                AdvertisingId = Utf8(id ?? ""),
                AdTrackingEnabled = enabled,
                Authorization = AdvertisingIdRules.ReadAuthorization(Utf8(status ?? "")),
                DeviceId = Utf8(deviceId),
                Manufacturer = Utf8(manufacturer),
            }
        );

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
