using System.Text.Json;
using Maas.Gateway.Ingestion;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Gateway.Tests.OpenApi;

public sealed class ApiDocumentTests : IAsyncLifetime
{
    private GatewayHost _gateway = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHost.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Maas:Apps:demo:WriteKeys:0", (string?)"demo-write-key")]);
                builder.Services.AddIngestion(builder.Configuration);
            },
            app => app.MapIngestion()
        );
        using var answer = await _gateway.Http.GetAsync("/openapi/v1.json");
        _document = await answer.JsonAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void Document_EveryMappedRoute_IsThere()
    {
        var mapped = _gateway
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
            .SelectMany(Operations)
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        mapped.Length.ShouldBeGreaterThan(8);
        mapped.Except(Described(), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Document_EveryOperation_HasNameTagSummaryAndAnswers()
    {
        foreach (var (place, operation) in DescribedOperations())
        {
            operation.TryGetProperty("operationId", out _).ShouldBeTrue(place);
            operation.TryGetProperty("summary", out _).ShouldBeTrue(place);
            operation.GetProperty("tags").GetArrayLength().ShouldBe(1, place);
            operation.GetProperty("responses").EnumerateObject().ShouldNotBeEmpty(place);
        }

        var names = DescribedOperations().Select(operation => operation.Operation.GetProperty("operationId").GetString()).ToArray();
        names.ShouldBeUnique();
    }

    [Fact]
    public void Document_EveryParameterOfAPath_IsDescribed()
    {
        foreach (var path in _document.GetProperty("paths").EnumerateObject())
        {
            var names = RoutePatternFactory.Parse(path.Name).Parameters.Select(part => part.Name);
            foreach (var operation in path.Value.EnumerateObject())
            {
                var described = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters
                        .EnumerateArray()
                        .Where(parameter => parameter.GetProperty("in").GetString() == "path")
                        .Select(parameter => parameter.GetProperty("name").GetString()!)
                    : [];
                described.ShouldBe(names, ignoreOrder: true, path.Name);
            }
        }
    }

    [Fact]
    public void Document_EveryReference_Resolves()
    {
        foreach (var reference in References(_document))
        {
            var found = _document;
            foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                found.TryGetProperty(step, out found).ShouldBeTrue(reference);
            }
        }
    }

    [Fact]
    public void Document_ReadEndpoint_TakesEitherKeyAndAdminEndpointOne()
    {
        Keys("/v1/devices/{app}/{key}", "get").ShouldBe(["readKey", "adminKey"]);
        Keys("/v1/runs", "post").ShouldBe(["adminKey"]);

        string[] Keys(string path, string method) =>
            [
                .. _document
                    .GetProperty("paths")
                    .GetProperty(path)
                    .GetProperty(method)
                    .GetProperty("security")
                    .EnumerateArray()
                    .Select(requirement => requirement.EnumerateObject().Single().Name),
            ];
    }

    [Fact]
    public void Document_Sdk_TakesAnyJsonWithAWriteKey()
    {
        var track = _document.GetProperty("paths").GetProperty("/v1/track").GetProperty("post");

        track.GetProperty("security")[0].EnumerateObject().Single().Name.ShouldBe("writeKey");
        var body = track.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");
        body.GetProperty("event").GetString().ShouldBe("Ride Started");
        var answer = track.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
        answer.GetProperty("example").GetRawText().ShouldContain("true");
    }

    [Fact]
    public void Document_AnswersWithJson_HaveExamples()
    {
        var missing =
            from operation in DescribedOperations()
            where
                operation.Place.Contains("/v1/devices", StringComparison.Ordinal)
                || operation.Place.Contains("/v1/runs", StringComparison.Ordinal)
            from answer in operation.Operation.GetProperty("responses").EnumerateObject()
            where
                answer.Name[0] == '2'
                && !answer.Value.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _)
            select operation.Place;

        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task Docs_Page_LoadsNothingFromElsewhere()
    {
        var page = await _gateway.Http.GetStringAsync("/docs");
        using var script = await _gateway.Http.GetAsync("/docs/scalar.js");

        page.ShouldNotContain("://");
        script.IsSuccessStatusCode.ShouldBeTrue();
    }

    private static IEnumerable<string> Operations(RouteEndpoint endpoint)
    {
        var path = string.Concat(
            endpoint.RoutePattern.PathSegments.Select(segment =>
                "/"
                + string.Concat(
                    segment.Parts.Select(part =>
                        part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter
                            ? $"{{{parameter.Name}}}"
                            : ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)part).Content
                    )
                )
            )
        );
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["any"];
        return methods.Select(method => $"{method} {(path.Length == 0 ? "/" : path)}");
    }

    private static IEnumerable<string> References(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(member => member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
            _ => [],
        };

    private IEnumerable<string> Described() => DescribedOperations().Select(operation => operation.Place);

    private IEnumerable<(string Place, JsonElement Operation)> DescribedOperations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);
}
