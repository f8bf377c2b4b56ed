using Maas.Contracts.Runs;
using Maas.Gateway.Access;
using Maas.Gateway.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Maas.Gateway.Runs;

/// <summary>The rebuild of the registry from the lake: asked for, looked at.</summary>
public static partial class RebuildEndpoints
{
    public static IEndpointRouteBuilder MapRebuild(this IEndpointRouteBuilder endpoints)
    {
        var rebuild = endpoints
            .MapGroup("/v1/rebuild")
            .WithTags("Batch")
            .RequireAdminKey()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        rebuild
            .MapPost("", BeginAsync)
            .WithName("Rebuild")
            .WithSummary("Rebuild the registry from the lake")
            .WithExample(StatusCodes.Status202Accepted, RebuildExamples.Begun);
        rebuild
            .MapGet("", GetAsync)
            .WithName("GetRebuild")
            .WithSummary("Get the latest rebuild: how far it is")
            .WithExample(StatusCodes.Status200OK, RebuildExamples.HalfDone)
            .ProducesProblem(StatusCodes.Status404NotFound);
        return endpoints;
    }

    private static async Task<Accepted<RebuildView>> BeginAsync(IGrainFactory grains, ILogger<RebuildView> logger)
    {
        var rebuild = await Coordinator(grains).Rebuild();
        Log.Begun(logger, rebuild.Id);
        return TypedResults.Accepted("/v1/rebuild", rebuild);
    }

    private static async Task<Results<Ok<RebuildView>, ProblemHttpResult>> GetAsync(IGrainFactory grains) =>
        await Coordinator(grains).GetRebuild() is { } rebuild
            ? TypedResults.Ok(rebuild)
            : TypedResults.Problem("The registry was never rebuilt.", statusCode: StatusCodes.Status404NotFound);

    private static IBatchCoordinatorGrain Coordinator(IGrainFactory grains) =>
        grains.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key);

    private static partial class Log
    {
        [LoggerMessage(2104, LogLevel.Information, "Rebuild {Rebuild} of the registry is asked for over HTTP.")]
        public static partial void Begun(ILogger logger, string rebuild);
    }
}
