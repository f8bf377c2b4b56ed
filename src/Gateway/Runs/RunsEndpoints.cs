using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Maas.Contracts.Runs;
using Maas.Gateway.Access;
using Maas.Gateway.OpenApi;
using Maas.Gateway.Problems;
using Maas.Tracking.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Runs;

/// <summary>The ledger of hours, and runs: listed, asked for, cancelled.</summary>
public static partial class RunsEndpoints
{
    internal const int ListedRunsMax = 1_000;

    public static IEndpointRouteBuilder MapRuns(this IEndpointRouteBuilder endpoints)
    {
        var batch = endpoints
            .MapGroup("/v1")
            .WithTags("Batch")
            .RequireAdminKey()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        batch
            .MapGet("/hours", ListHoursAsync)
            .WithName("ListHours")
            .WithSummary("List the hours of the ledger")
            .WithExample(StatusCodes.Status200OK, RunsExamples.Hours);
        batch
            .MapGet("/runs", ListRunsAsync)
            .WithName("ListRuns")
            .WithSummary("List runs of hours, or of housekeeping, newest first")
            .WithExample(StatusCodes.Status200OK, RunsExamples.Runs);
        batch
            .MapPost("/runs", RequestAsync)
            .WithName("RequestRuns")
            .WithSummary("Run the hours of a period")
            .WithRequestExample(RunsExamples.Request)
            .WithExample(StatusCodes.Status202Accepted, RunsExamples.Requested)
            .ProducesProblem(StatusCodes.Status409Conflict);
        batch
            .MapGet("/runs/{id}", GetRunAsync)
            .WithName("GetRun")
            .WithSummary("Get a run with its books, transitions and steps")
            .WithExample(StatusCodes.Status200OK, RunsExamples.Run)
            .ProducesProblem(StatusCodes.Status404NotFound);
        batch
            .MapPost("/runs/{id}/cancel", CancelAsync)
            .WithName("CancelRun")
            .WithSummary("Ask a run to stop")
            .WithExample(StatusCodes.Status202Accepted, RunsExamples.Cancelling)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return endpoints;
    }

    private static async Task<Results<Ok<HourListResponse>, ValidationProblem>> ListHoursAsync(
        [Description("The first hour, such as 2026-11-22T23. Default: a day before `to`.")] string? from,
        [Description("The hour after the last one. Default: the end of the hour still open.")] string? to,
        IGrainFactory grains,
        IOptions<RunsHttpOptions> options,
        TimeProvider time
    )
    {
        var errors = new FieldErrors();
        var period = RunPeriod.ReadAny(from, to, options.Value.ListedHoursMax, time.GetUtcNow(), errors);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(HourListResponse.Of(await Coordinator(grains).ListHours(period.From.Index, period.To.Index)));
    }

    private static async Task<Results<Ok<RunListResponse>, ValidationProblem>> ListRunsAsync(
        [Description("How many. Default: 20, unless configured otherwise."), Range(1, ListedRunsMax)] string? limit,
        [Description("`hour` (the default), or `maintenance` for the lake's housekeeping.")] string? kind,
        IGrainFactory grains,
        IOptions<RunsHttpOptions> options
    )
    {
        var count = options.Value.ListedRuns;
        if (
            limit is not null
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > ListedRunsMax)
        )
        {
            return FieldErrors.Of("limit", $"Use a number from 1 to {ListedRunsMax}.");
        }

        var coordinator = Coordinator(grains);
        return kind switch
        {
            null or "hour" => TypedResults.Ok(RunListResponse.Of(await coordinator.ListRuns(count))),
            "maintenance" => TypedResults.Ok(RunListResponse.Of(await coordinator.ListMaintenance(count))),
            _ => FieldErrors.Of("kind", "Use hour or maintenance."),
        };
    }

    private static async Task<Results<Ok<RunResponse>, ProblemHttpResult>> GetRunAsync(string id, IGrainFactory grains) =>
        await Coordinator(grains).GetRun(id) is { } run ? TypedResults.Ok(RunResponse.Of(run)) : UnknownRun();

    private static async Task<Results<Accepted<RunsRequestedResponse>, ValidationProblem, ProblemHttpResult>> RequestAsync(
        RunPeriodRequest? request,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        var errors = new FieldErrors();
        request ??= new RunPeriodRequest(From: null, To: null);
        var period = RunPeriod.ReadPast(request.From, request.To, time.GetUtcNow(), errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var result = await Coordinator(grains).Request(new RunRequest(period.From.Index, period.To.Index, request.DryRun));
        if (result.Refusal is { } refusal)
        {
            return refusal.Kind == RunRefusalKind.Period
                ? FieldErrors.Of("to", refusal.Reason)
                : TypedResults.Problem(refusal.Reason, statusCode: StatusCodes.Status409Conflict);
        }

        var runs = result.Runs;
        var first = runs.IsEmpty ? null : runs[0].Id;
        return TypedResults.Accepted(
            first is null ? null : Address(first),
            new RunsRequestedResponse(
                first,
                runs.Select(static run => run.Backfill).LastOrDefault(static id => id is not null),
                [.. runs.Select(RunResponse.Of)]
            )
        );
    }

    private static async Task<Results<Accepted<RunResponse>, ProblemHttpResult>> CancelAsync(
        string id,
        IGrainFactory grains,
        ILogger<RunPeriodRequest> logger
    )
    {
        var coordinator = Coordinator(grains);
        var cancelled = await coordinator.Cancel(id);
        if (await coordinator.GetRun(id) is not { } run)
        {
            return UnknownRun();
        }

        if (!cancelled)
        {
            var state = JsonNamingPolicy.CamelCase.ConvertName(run.State.ToString());
            return TypedResults.Problem($"The run is {state}: it can no longer be cancelled.", statusCode: StatusCodes.Status409Conflict);
        }

        Log.Cancelled(logger, run.Id);
        return TypedResults.Accepted(Address(run.Id), RunResponse.Of(run));
    }

    private static IBatchCoordinatorGrain Coordinator(IGrainFactory grains) =>
        grains.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key);

    private static string Address(string runId) => $"/v1/runs/{Uri.EscapeDataString(runId)}";

    private static ProblemHttpResult UnknownRun() =>
        TypedResults.Problem("There is no such run.", statusCode: StatusCodes.Status404NotFound);

    private static partial class Log
    {
        [LoggerMessage(2102, LogLevel.Information, "Run {RunId} is being cancelled as asked over HTTP.")]
        public static partial void Cancelled(ILogger logger, string runId);
    }
}
