using Maas.Gateway.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Tests.Access;

public sealed class AccessOptionsTests
{
    private static readonly (string, string?) Admin = ("Maas:AdminKeys:0", "some-admin-key");

    [Fact]
    public void Read_EveryForm_IsUnderstood()
    {
        var options = Read(
            ("Maas:ReadKeys:0", "plain-key"),
            ("Maas:ReadKeys:1:Key", "limited-key"),
            ("Maas:ReadKeys:1:Apps:0", "demo"),
            ("Maas:ReadKeys:1:Apps:1", "shop"),
            ("Maas:ReadKeys:2:Key", "listed-key"),
            ("Maas:ReadKeys:2:Apps", "demo, shop"),
            ("Maas:AdminKeys", "only-admin-key")
        );

        options
            .ReadKeys.Select(key => $"{key.Key}:{string.Join('+', key.Apps)}")
            .ShouldBe(["plain-key:", "limited-key:demo+shop", "listed-key:demo+shop"]);
        options.AdminKeys.ShouldBe(["only-admin-key"]);
    }

    [Fact]
    public void Validate_NoKeys_NamesBoth()
    {
        var errors = Should.Throw<OptionsValidationException>(() => Read()).Failures.ToArray();

        errors.Length.ShouldBe(2);
        errors[0].ShouldStartWith("Maas:ReadKeys is missing");
        errors[1].ShouldStartWith("Maas:AdminKeys is missing");
    }

    [Theory]
    [InlineData("Maas:ReadKeys:0", "with a space", "Maas:ReadKeys:0 cannot be sent")]
    [InlineData("Maas:ReadKeys:0:Apps", "demo", "Maas:ReadKeys:0 cannot be sent")]
    [InlineData("Maas:ReadKeys:0", "sha256:abc", "Maas:ReadKeys:0 begins with 'sha256:'")]
    [InlineData("Maas:ReadKeys:0", "some-admin-key", "Maas:AdminKeys:0 repeats the key of Maas:ReadKeys:0")]
    public void Validate_BadKey_NamesItsPlaceAndNotItsValue(string path, string value, string message)
    {
        var error = Should.Throw<OptionsValidationException>(() => Read((path, value), Admin)).Failures.ShouldHaveSingleItem();

        error.ShouldStartWith(message);
        error.ShouldNotContain(value == "demo" ? "\0" : value);
    }

    [Fact]
    public void Validate_BadApp_NamesIt()
    {
        var error = Should
            .Throw<OptionsValidationException>(() =>
                Read(("Maas:ReadKeys:0:Key", "some-read-key"), ("Maas:ReadKeys:0:Apps:0", "a/b"), Admin)
            )
            .Failures.ShouldHaveSingleItem();

        error.ShouldStartWith("Maas:ReadKeys:0:Apps holds 'a/b'");
    }

    private static AccessOptions Read(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build();
        using var services = new ServiceCollection().AddLogging().AddAccess(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<AccessOptions>>().Value;
    }
}
