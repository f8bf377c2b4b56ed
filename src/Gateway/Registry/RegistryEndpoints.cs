using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Maas.Contracts.Devices;
using Maas.Gateway.Access;
using Maas.Gateway.OpenApi;
using Maas.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Maas.Gateway.Registry;

/// <summary>Look-ups of devices.</summary>
public static class RegistryEndpoints
{
    private const string AppText = "The app's name.";
    private const string ViewText =
        "`live`: what the device's own events said; `lake`: what hourly runs found; `merged`: the newer of each group (the default).";

    public static IEndpointRouteBuilder MapRegistry(this IEndpointRouteBuilder endpoints)
    {
        var devices = endpoints
            .MapGroup("/v1/devices")
            .WithTags("Registry")
            .RequireReadKey()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        devices
            .MapGet("/", FindAsync)
            .WithName("FindDevices")
            .WithSummary("Find the devices that carry an advertising id now")
            .WithExample(StatusCodes.Status200OK, RegistryExamples.Devices);
        devices
            .MapGet("/{app}/{**key}", GetAsync)
            .WithName("GetDevice")
            .WithSummary("Get a device by its key")
            .WithExample(StatusCodes.Status200OK, RegistryExamples.Device)
            .ProducesProblem(StatusCodes.Status404NotFound);
        return endpoints;
    }

    private static async Task<Results<Ok<DeviceResponse>, ValidationProblem, ProblemHttpResult>> GetAsync(
        [Description(AppText)] string app,
        [Description("The device key, percent-encoded; slashes may stand as they are.")] string? key,
        [Description(ViewText), AllowedValues("live", "lake", "merged")] string? view,
        HttpContext context,
        IGrainFactory grains,
        RegistryInstruments instruments
    )
    {
        var errors = new FieldErrors();
        app = RegistryQuery.ReadApp(app, errors);
        var kind = RegistryQuery.ReadView(view, errors);
        var deviceKey = DevicePath.ReadKey(context, key ?? "");
        RegistryQuery.CheckKey(deviceKey, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        Uncached(context);
        var device = await grains.FindDevice(app, deviceKey, kind);
        instruments.LookedUp(RegistryInstruments.ByKey, device is null ? 0 : 1);
        return device is null
            ? TypedResults.Problem("The registry holds nothing of this device.", statusCode: StatusCodes.Status404NotFound)
            : TypedResults.Ok(DeviceResponse.Of(device));
    }

    private static async Task<Results<Ok<DeviceListResponse>, ValidationProblem>> FindAsync(
        [Description(AppText)] string? app,
        [Description("An Apple advertising id, in any case. Give either this or gaid.")] string? idfa,
        [Description("A Google advertising id, in any case. Give either this or idfa.")] string? gaid,
        [Description(ViewText), AllowedValues("live", "lake", "merged")] string? view,
        HttpContext context,
        IGrainFactory grains,
        RegistryInstruments instruments
    )
    {
        var errors = new FieldErrors();
        app = RegistryQuery.ReadApp(app, errors);
        var kind = RegistryQuery.ReadView(view, errors);
        var (platform, id) = RegistryQuery.ReadAdvertisingId(idfa, gaid, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        Uncached(context);
        var devices = await grains.FindDevicesByAdvertisingId(app, platform, id, kind);
        instruments.LookedUp(RegistryInstruments.ByAdvertisingId, devices.Length);
        return TypedResults.Ok(new DeviceListResponse([.. devices.Select(DeviceResponse.Of)]));
    }

    // A device changes with every event, and what is known of it is personal: no cache may keep it.
    private static void Uncached(HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
