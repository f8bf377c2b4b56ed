using System.Runtime.CompilerServices;
using Maas.Servers;

namespace Maas.Cluster.Tests;

internal static class Programs
{
    [ModuleInitializer]
    internal static void Expect() => ShortLives.Expect();
}
