namespace Maas.Silo.Demo;

internal static class DemoSetup
{
    public static IServiceCollection AddDemo(this IServiceCollection services, bool asked) =>
        asked ? services.AddHostedService<DemoService>() : services;
}
