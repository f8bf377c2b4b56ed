namespace Maas.Gateway.Health;

/// <summary>What the OpenAPI document shows.</summary>
internal static class HealthExamples
{
    private static readonly CheckResponse Silo = new("silo", true, "");

    public static ReadinessResponse Ready { get; } = ReadinessResponse.Of([new CheckResponse("delivery", true, ""), Silo]);

    public static ReadinessResponse Unready { get; } =
        ReadinessResponse.Of([
            new CheckResponse("delivery", false, "The disk is full: free space, or set a retention for raw files."),
            Silo,
        ]);
}
