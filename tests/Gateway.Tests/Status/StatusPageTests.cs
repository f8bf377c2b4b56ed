using System.Text.RegularExpressions;

namespace Maas.Gateway.Tests.Status;

public sealed partial class StatusPageTests
{
    [Fact]
    public async Task Page_Links_AreAnsweredAndStayOnThisService()
    {
        await using var gateway = await GatewayHost.StartAsync();

        using var answer = await gateway.Http.GetAsync("/");

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'");
        var links = Links().Matches(await answer.Content.ReadAsStringAsync()).Select(link => link.Groups["path"].Value).ToArray();
        links.Length.ShouldBe(4);
        foreach (var link in links)
        {
            using var target = await gateway.Http.GetAsync(link);
            target.IsSuccessStatusCode.ShouldBeTrue(link);
        }
    }

    [GeneratedRegex("<a href=\"(?<path>/[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
