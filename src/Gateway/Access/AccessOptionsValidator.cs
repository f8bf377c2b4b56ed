using Maas.Contracts.Devices;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Access;

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var errors = new List<string>();
        Require(options.ReadKeys.Count, "Maas:ReadKeys", "Maas__ReadKeys__0", errors);
        Require(options.AdminKeys.Count, "Maas:AdminKeys", "Maas__AdminKeys__0", errors);

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < options.ReadKeys.Count; at++)
        {
            var path = $"Maas:ReadKeys:{at}";
            CheckKey(options.ReadKeys[at].Key, path, seen, errors);
            foreach (var app in options.ReadKeys[at].Apps.Where(app => !DeviceAddress.IsApp(app)))
            {
                errors.Add($"{path}:Apps holds '{app}', which cannot name an app: use letters, digits, '-', '_' and '.'.");
            }
        }

        for (var at = 0; at < options.AdminKeys.Count; at++)
        {
            CheckKey(options.AdminKeys[at], $"Maas:AdminKeys:{at}", seen, errors);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Require(int count, string key, string variable, List<string> errors)
    {
        if (count == 0)
        {
            errors.Add($"{key} is missing: set at least one key, for example {variable}=… in the environment.");
        }
    }

    // A message names the place of a key and never its value, since it ends in a log.
    private static void CheckKey(string key, string path, Dictionary<string, string> seen, List<string> errors)
    {
        if (KeyDigest.TryParse(key, out _) is false)
        {
            errors.Add($"{path} begins with 'sha256:' but is not followed by 64 hexadecimal digits: give the digest of the key.");
        }
        else if (key.Length == 0 || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            errors.Add($"{path} cannot be sent as a bearer key: use visible ASCII characters without spaces.");
        }
        else if (!seen.TryAdd(KeyDigest.Parse(key), path))
        {
            errors.Add($"{path} repeats the key of {seen[KeyDigest.Parse(key)]}: remove one of them.");
        }
    }
}
