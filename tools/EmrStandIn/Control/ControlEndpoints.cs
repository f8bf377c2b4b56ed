using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Maas.EmrStandIn.Clusters;

namespace Maas.EmrStandIn.Control;

/// <summary>What EMR does not have: faults on order, and a look at everything.</summary>
internal static class ControlEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static void MapControl(this WebApplication app)
    {
        var control = app.MapGroup("/control");
        control.MapPost("/faults", PlanAsync);
        control.MapDelete("/faults", (FaultPlan faults) => faults.Clear());
        control.MapPost("/release", (FaultPlan faults) => faults.Release());
        control.MapGet("/clusters", (ClusterBook book) => new JsonArray([.. book.All.Select(cluster => cluster.Reveal())]));
        control.MapGet("/calls", (FaultPlan faults) => faults.Calls);
    }

    private static async Task<IResult> PlanAsync(HttpRequest request, FaultPlan faults)
    {
        try
        {
            var fault = await JsonSerializer.DeserializeAsync<Fault>(request.Body, Json, request.HttpContext.RequestAborted);
            faults.Add(fault!);
            return Results.NoContent();
        }
        catch (JsonException e)
        {
            return Results.Problem($"{e.Message} Kinds: {string.Join(", ", Enum.GetNames<FaultKind>())}.", statusCode: 400);
        }
    }
}
