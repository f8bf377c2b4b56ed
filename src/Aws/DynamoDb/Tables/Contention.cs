using Amazon.DynamoDBv2.Model;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>Tells a refusal, which is final, from a conflict with another one's request, which passes.</summary>
internal static class Contention
{
    private const string ConditionFailed = "ConditionalCheckFailed";

    /// <summary>The reasons of a cancelled transaction that pass by themselves. Throttling is among them: inside a transaction the SDK does not see it.</summary>
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    };

    /// <summary>A condition did not hold: what the caller had read is no longer so.</summary>
    public static bool IsRefusal(TransactionCanceledException cancelled) =>
        Codes(cancelled).Contains(ConditionFailed, StringComparer.Ordinal);

    /// <summary>The same request may succeed when it is sent again.</summary>
    public static bool Passes(Exception exception) =>
        exception switch
        {
            TransactionCanceledException cancelled => !IsRefusal(cancelled) && Codes(cancelled).Any(Passing.Contains),
            TransactionConflictException or TransactionInProgressException => true,
            _ => false,
        };

    private static IEnumerable<string> Codes(TransactionCanceledException cancelled) =>
        cancelled.CancellationReasons?.Select(reason => reason.Code ?? "") ?? [];
}
