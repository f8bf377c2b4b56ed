using System.Net;
using Maas.Contracts.Cluster;
using Maas.Silo.Hosting;

namespace Maas.Silo.Tests.Hosting;

public sealed class ClusterAddressesTests
{
    private static readonly IPAddress[] Machine =
    [
        IPAddress.Loopback,
        IPAddress.Parse("203.0.113.9"),
        IPAddress.Parse("fe80::1"),
        IPAddress.Parse("10.1.2.3"),
    ];

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("172.15.255.255", false)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("192.169.1.1", false)]
    [InlineData("169.254.7.7", true)]
    [InlineData("100.63.255.255", false)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.128.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("::1", true)]
    [InlineData("::", false)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::ffff:203.0.113.9", false)]
    public void IsPrivate_OfAnAddress_IsWhetherOthersCannotRouteToIt(string address, bool expected) =>
        ClusterAddresses.IsPrivate(IPAddress.Parse(address)).ShouldBe(expected);

    [Theory]
    [InlineData(ClusterKind.Localhost, "127.0.0.1")]
    [InlineData(ClusterKind.DynamoDb, "10.1.2.3")]
    public void Resolve_WithoutAddresses_TakesLoopbackAloneAndThePrivateOneInACluster(ClusterKind kind, string expected)
    {
        var (addresses, errors) = ClusterAddresses.Resolve(new ClusterOptions { Kind = kind }, Machine);

        errors.ShouldBeEmpty();
        addresses.ShouldBe(new ClusterAddresses(IPAddress.Parse(expected), IPAddress.Parse(expected)));
    }

    [Fact]
    public void Resolve_ListenAddressOfItsOwn_IsListenedOn()
    {
        var options = new ClusterOptions { AdvertisedAddress = "10.9.9.9", ListenAddress = "172.17.0.2" };

        var (addresses, _) = ClusterAddresses.Resolve(options, Machine);

        addresses.ShouldBe(new ClusterAddresses(IPAddress.Parse("10.9.9.9"), IPAddress.Parse("172.17.0.2")));
    }

    [Theory]
    [InlineData("203.0.113.9", null, "Maas:Cluster:AdvertisedAddress is '203.0.113.9', a public address")]
    [InlineData("10.0.0.1", "0.0.0.0", "Maas:Cluster:ListenAddress is '0.0.0.0', a public address")]
    [InlineData("a.host", null, "Maas:Cluster:AdvertisedAddress is 'a.host', which is no IP address")]
    public void Resolve_AddressThatMustNotBe_IsAnErrorWithKeyValueAndFix(string advertised, string? listen, string expected)
    {
        var options = new ClusterOptions { AdvertisedAddress = advertised, ListenAddress = listen };

        var (addresses, errors) = ClusterAddresses.Resolve(options, Machine);

        addresses.ShouldBeNull();
        errors.ShouldHaveSingleItem().ShouldStartWith(expected);
        errors[0].ShouldContain("give ");
    }

    [Fact]
    public void Resolve_PublicAddressesAllowed_AreTakenButNoneThatNobodyCanConnectTo()
    {
        var options = new ClusterOptions
        {
            AllowPublicAddress = true,
            AdvertisedAddress = "203.0.113.9",
            ListenAddress = "0.0.0.0",
        };
        ClusterAddresses.Resolve(options, Machine).Addresses.ShouldBe(new ClusterAddresses(IPAddress.Parse("203.0.113.9"), IPAddress.Any));

        options.AdvertisedAddress = "0.0.0.0";
        ClusterAddresses.Resolve(options, Machine).Errors.ShouldHaveSingleItem().ShouldContain("nobody can connect to");
    }
}
