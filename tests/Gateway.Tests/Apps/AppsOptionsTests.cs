using System.Text;
using Maas.Gateway.Apps;
using Maas.Gateway.Ingestion;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Tests.Apps;

public sealed class AppsOptionsTests
{
    // printf secret | sha256sum
    private const string SecretDigest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    [Fact]
    public void Find_KeysAndDigests_NameTheirApp()
    {
        var keys = new WriteKeys(
            Bind(("shop:WriteKeys:0", "one"), ("shop:WriteKeys:1", $"sha256:{SecretDigest}"), ("game:WriteKeys:0", "two"))
        );

        Find(keys, "one").ShouldBe("shop");
        Find(keys, "secret").ShouldBe("shop");
        Find(keys, "two").ShouldBe("game");
        Find(keys, "one:anything").ShouldBe("shop");
        Find(keys, "anything:two").ShouldBe("game");
        Find(keys, "three").ShouldBeNull();
        Find(keys, "").ShouldBeNull();
        Find(keys, ":").ShouldBeNull();
    }

    [Fact]
    public void Validate_NoApp_NamesTheKeyAndTheFix() =>
        Errors().ShouldHaveSingleItem().ShouldContain("Maas__Apps__demo__WriteKeys__0=KEY");

    [Fact]
    public void Validate_SeveralMistakes_AllAreReported()
    {
        var errors = Errors(
            ("-shop:WriteKeys:0", "one"),
            ("game:Other", "x"),
            ("quiz:WriteKeys:0", "one"),
            ("quiz:WriteKeys:1", " "),
            ("quiz:WriteKeys:2", "sha256:short")
        );

        errors.Length.ShouldBe(5);
        errors.ShouldContain(error => error.StartsWith("Maas:Apps:-shop is no name"));
        errors.ShouldContain(error => error.StartsWith("Maas:Apps:game:WriteKeys is empty"));
        errors.ShouldContain(error => error.StartsWith("Maas:Apps:quiz:WriteKeys:0 is the same key as Maas:Apps:-shop:WriteKeys:0"));
        errors.ShouldContain(error => error.StartsWith("Maas:Apps:quiz:WriteKeys:1 is empty"));
        errors.ShouldContain(error => error.StartsWith("Maas:Apps:quiz:WriteKeys:2 begins with 'sha256:'"));
    }

    private static string? Find(WriteKeys keys, string key) => keys.FindInPair(Encoding.UTF8.GetBytes(key))?.Text;

    private static string[] Errors(params (string Key, string Value)[] apps) =>
        [.. Should.Throw<OptionsValidationException>(() => Bind(apps).Value).Failures];

    private static IOptions<AppsOptions> Bind(params (string Key, string Value)[] apps)
    {
        var settings = apps.Select(app => KeyValuePair.Create($"Maas:Apps:{app.Key}", (string?)app.Value));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddApps(configuration).BuildServiceProvider().GetRequiredService<IOptions<AppsOptions>>();
    }
}
