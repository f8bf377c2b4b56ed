#pragma warning disable CA1050, MA0047, RCS1110 // The runtime looks for this name outside any namespace.

/// <summary>Brings this assembly into a program that is started with <c>DOTNET_STARTUP_HOOKS</c>; the host finds the rest by its attribute.</summary>
internal static class StartupHook
{
    public static void Initialize() { }
}
