using Maas.Contracts.Runs;
using Maas.Gateway.Access;
using Maas.Gateway.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Maas.Gateway.Runs;

/// <summary>Backfills: requests of several hours, listed, looked at, cancelled as one.</summary>
public static partial class BackfillsEndpoints
{
    public static IEndpointRouteBuilder MapBackfills(this IEndpointRouteBuilder endpoints)
    {
        var backfills = endpoints
            .MapGroup("/v1/backfills")
            .WithTags("Batch")
            .RequireAdminKey()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        backfills
            .MapGet("", ListAsync)
            .WithName("ListBackfills")
            .WithSummary("List the latest backfills, newest first")
            .WithExample(StatusCodes.Status200OK, BackfillsExamples.Backfills);
        backfills
            .MapGet("/{id}", GetAsync)
            .WithName("GetBackfill")
            .WithSummary("Get a backfill: how far it is")
            .WithExample(StatusCodes.Status200OK, BackfillsExamples.Backfill)
            .ProducesProblem(StatusCodes.Status404NotFound);
        backfills
            .MapPost("/{id}/cancel", CancelAsync)
            .WithName("CancelBackfill")
            .WithSummary("Ask what is left of a backfill to stop")
            .WithExample(StatusCodes.Status202Accepted, BackfillsExamples.Cancelled)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return endpoints;
    }

    private static async Task<Ok<BackfillListResponse>> ListAsync(IGrainFactory grains) =>
        TypedResults.Ok(BackfillListResponse.Of(await Coordinator(grains).ListBackfills()));

    private static async Task<Results<Ok<BackfillResponse>, ProblemHttpResult>> GetAsync(string id, IGrainFactory grains) =>
        await Coordinator(grains).GetBackfill(id) is { } backfill ? TypedResults.Ok(BackfillResponse.Of(backfill)) : Unknown();

    private static async Task<Results<Accepted<BackfillResponse>, ProblemHttpResult>> CancelAsync(
        string id,
        IGrainFactory grains,
        ILogger<BackfillResponse> logger
    )
    {
        var coordinator = Coordinator(grains);
        var cancelled = await coordinator.CancelBackfill(id);
        if (await coordinator.GetBackfill(id) is not { } backfill)
        {
            return Unknown();
        }

        if (!cancelled)
        {
            return TypedResults.Problem(
                "Every run of the backfill has ended or begun to commit: none can be cancelled.",
                statusCode: StatusCodes.Status409Conflict
            );
        }

        Log.Cancelled(logger, backfill.Id);
        return TypedResults.Accepted($"/v1/backfills/{Uri.EscapeDataString(backfill.Id)}", BackfillResponse.Of(backfill));
    }

    private static IBatchCoordinatorGrain Coordinator(IGrainFactory grains) =>
        grains.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key);

    private static ProblemHttpResult Unknown() =>
        TypedResults.Problem("There is no such backfill.", statusCode: StatusCodes.Status404NotFound);

    private static partial class Log
    {
        [LoggerMessage(2103, LogLevel.Information, "Backfill {Backfill} is being cancelled as asked over HTTP.")]
        public static partial void Cancelled(ILogger logger, string backfill);
    }
}
