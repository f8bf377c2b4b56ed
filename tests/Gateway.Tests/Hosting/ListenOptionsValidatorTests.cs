using Maas.Gateway.Access;
using Maas.Gateway.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Tests.Hosting;

public sealed class ListenOptionsValidatorTests
{
    [Theory]
    [InlineData("urls", "http://127.0.0.1:8080")]
    [InlineData("urls", "http://127.9.9.9:8080;http://[::1]:8080;http://localhost:8081")]
    [InlineData("urls", "https://*:8443")]
    [InlineData("urls", "http://unix:/run/maas.sock")]
    [InlineData("urls", "")]
    public void Validate_LoopbackOrEncrypted_Passes(string key, string value) => Validate(key, value).Succeeded.ShouldBeTrue();

    [Theory]
    [InlineData("urls", "http://127.0.0.1:8080;http://0.0.0.0:8081", "http://0.0.0.0:8081")]
    [InlineData("urls", "http://*:8080", "http://*:8080")]
    [InlineData("urls", "HTTP://10.0.0.7:8080", "HTTP://10.0.0.7:8080")]
    [InlineData("urls", "http://[::]:8080", "http://[::]:8080")]
    [InlineData("urls", "http://localhost.example.com:8080", "http://localhost.example.com:8080")]
    [InlineData("http_ports", "8080", "http://*:8080")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://10.0.0.7:8080", "http://10.0.0.7:8080")]
    public void Validate_PlainHttpOnANetwork_IsRefusedWithTheAddressAndTheWaysOut(string key, string value, string named)
    {
        var result = Validate(key, value);

        result.FailureMessage.ShouldStartWith(named + " would carry keys");
        result.FailureMessage.ShouldContain("Maas:Gateway:TrustedProxyHops");
        result.FailureMessage.ShouldContain("Maas:Gateway:AllowPlainHttp");
        result.Failures.ShouldHaveSingleItem();
    }

    [Fact]
    public void Validate_PlainHttpBehindAProxyOrAllowed_Passes()
    {
        Validate("urls", "http://*:8080", hops: 1).Succeeded.ShouldBeTrue();
        Validate("urls", "http://*:8080", allow: true).Succeeded.ShouldBeTrue();
    }

    private static ValidateOptionsResult Validate(string key, string value, int hops = 0, bool allow = false)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        var forwarding = Options.Create(new ForwardingOptions { TrustedProxyHops = hops });
        return new ListenOptionsValidator(configuration, forwarding).Validate(null, new ListenOptions { AllowPlainHttp = allow });
    }
}
