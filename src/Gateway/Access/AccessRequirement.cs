using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Maas.Gateway.Access;

/// <summary>What an endpoint asks of a key: to be an admin key, or to be valid for the app that the request names.</summary>
internal sealed record AccessRequirement(bool Admin) : IAuthorizationRequirement;

internal sealed class AccessRequirementHandler : AuthorizationHandler<AccessRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (context.User.IsInRole(AccessKeys.AdminRole))
        {
            context.Succeed(requirement);
        }
        else if (!context.User.IsInRole(AccessKeys.ReadRole))
        {
            context.Fail();
        }
        else if (requirement.Admin)
        {
            context.Fail(new AuthorizationFailureReason(this, "An admin key is needed here; this is a read key."));
        }
        else if (context.Resource is HttpContext http && FindForeignApp(context, http) is { } app)
        {
            context.Fail(new AuthorizationFailureReason(this, $"This read key is not valid for the app '{app}'."));
        }
        else
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private static string? FindForeignApp(AuthorizationHandlerContext context, HttpContext http)
    {
        var allowed = context.User.FindAll(AccessKeys.AppClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        if (allowed.Count == 0)
        {
            return null;
        }

        var asked = http.GetRouteValue("app") is string app ? [app] : http.Request.Query["app"].ToArray();
        return Array.Find(asked, name => name is not null && !allowed.Contains(name));
    }
}
