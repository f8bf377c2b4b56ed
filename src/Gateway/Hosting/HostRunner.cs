using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Hosting;

/// <summary>Runs a host, and turns what a person can mend into a message instead of a stack trace.</summary>
public static class HostRunner
{
    private const int StartFailed = 1;

    /// <summary>Composes, checks and runs; returns the process's exit code.</summary>
    /// <param name="compose">Adds the services.</param>
    /// <param name="prepare">Runs once the options are valid, before anything starts.</param>
    /// <param name="map">Maps the endpoints.</param>
    /// <param name="explains">Whether a failure's message alone tells a person what to mend, beside those that every host has.</param>
    public static async Task<int> RunAsync(
        Func<WebApplicationBuilder> compose,
        Action<WebApplication> prepare,
        Action<WebApplication> map,
        Func<Exception, bool> explains
    )
    {
        try
        {
            await using var app = compose().Build();
            // Before anything takes an option for granted, so that one start names every mistake.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            // Before the host starts, because a host that fails half-way logs a stack beside the message below.
            prepare(app);
            ListenAddresses.ExpectFree(app.Configuration);
            map(app);
            await RunAsync(app);
            return 0;
        }
        catch (Exception exception) when (Explain(exception, explains) is { Count: > 0 } reasons)
        {
            Console.Error.WriteLine("Maas cannot start:");
            foreach (var reason in reasons)
            {
                Console.Error.WriteLine("  " + reason);
            }

            return StartFailed;
        }
    }

    /// <summary>What a start with these settings would be refused for, all of it; empty when it would not be. Nothing is opened or started.</summary>
    public static async Task<IReadOnlyList<string>> FindRefusalsAsync(Func<WebApplicationBuilder> compose)
    {
        try
        {
            await using var app = compose().Build();
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (Exception exception) when (Explain(exception, static _ => false) is { Count: > 0 } reasons)
        {
            return reasons;
        }
    }

    /// <summary>Runs until told to stop. A host that is told so while it still starts throws; it has acknowledged nothing, so that is a stop too.</summary>
    private static async Task RunAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException)
            when (stopping.IsCancellationRequested && !app.Lifetime.ApplicationStarted.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Maas was stopped before it had started.");
        }
    }

    private static List<string> Explain(Exception exception, Func<Exception, bool> explains) =>
        exception switch
        {
            OptionsValidationException invalid => [.. invalid.Failures],
            AggregateException several when several.InnerExceptions.All(inner => Explain(inner, explains).Count > 0) =>
            [
                .. several.InnerExceptions.SelectMany(inner => Explain(inner, explains)),
            ],
            IOException { InnerException: null or AddressInUseException } => [exception.Message],
            _ when explains(exception) => [exception.Message],
            _ => [],
        };
}
