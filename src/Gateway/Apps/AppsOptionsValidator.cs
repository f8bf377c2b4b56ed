using Maas.Contracts.Devices;
using Maas.Gateway.Access;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Apps;

internal sealed class AppsOptionsValidator : IValidateOptions<AppsOptions>
{
    public ValidateOptionsResult Validate(string? name, AppsOptions options)
    {
        var errors = new List<string>();
        if (options.Apps.Count == 0)
        {
            errors.Add("Maas:Apps has no app: give one a write key, such as Maas__Apps__demo__WriteKeys__0=KEY.");
        }

        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (app, settings) in options.Apps)
        {
            CheckApp(app, settings, owners, errors);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckApp(string app, AppOptions settings, Dictionary<string, string> owners, List<string> errors)
    {
        if (!DeviceAddress.IsApp(app) || !char.IsAsciiLetterOrDigit(app[0]))
        {
            errors.Add(
                $"Maas:Apps:{app} is no name of an app: use at most {DeviceAddress.AppLengthMax} letters, digits, '-', '_' or '.', a letter or digit first."
            );
        }

        if (settings.WriteKeys.Count == 0)
        {
            errors.Add($"Maas:Apps:{app}:WriteKeys is empty: give the app a write key, such as Maas__Apps__{app}__WriteKeys__0=KEY.");
        }

        for (var index = 0; index < settings.WriteKeys.Count; index++)
        {
            var path = $"Maas:Apps:{app}:WriteKeys:{index}";
            if (string.IsNullOrWhiteSpace(settings.WriteKeys[index]))
            {
                errors.Add($"{path} is empty: remove it or give a key.");
            }
            else if (!KeyDigest.TryParse(settings.WriteKeys[index], out var digest))
            {
                errors.Add($"{path} begins with 'sha256:' but 64 hexadecimal digits do not follow: give the key's SHA-256.");
            }
            else if (!owners.TryAdd(digest, path))
            {
                errors.Add($"{path} is the same key as {owners[digest]}: a write key belongs to one app, once.");
            }
        }
    }
}
