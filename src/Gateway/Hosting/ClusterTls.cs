using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Maas.Contracts.Cluster;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Orleans.Connections.Security;
using Orleans.Hosting;

namespace Maas.Gateway.Hosting;

/// <summary>Mutual TLS on Orleans' own connections, as <see cref="ClusterTlsOptions"/> says.</summary>
public static class ClusterTls
{
    // Members are reached by address and known by their authority, so the name serves the handshake only.
    private const string TargetHost = "maas-cluster";

    public static ISiloBuilder AddClusterTls(this ISiloBuilder silo, IConfiguration configuration) =>
        Read(configuration) is { } member ? silo.UseTls(member.Configure) : silo;

    public static IClientBuilder AddClusterTls(this IClientBuilder client, IConfiguration configuration) =>
        Read(configuration) is { } member ? client.UseTls(member.Configure) : client;

    /// <exception cref="OptionsValidationException">
    /// A file is missing, is no such file, or does not fit the others. Thrown at once: Orleans takes the certificate while it is composed.
    /// </exception>
    private static Member? Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(ClusterTlsOptions.Section).Get<ClusterTlsOptions>() ?? new ClusterTlsOptions();
        string[] paths = [options.CertificatePath ?? "", options.KeyPath ?? "", options.AuthorityPath ?? ""];
        if (paths.All(string.IsNullOrEmpty))
        {
            return null;
        }

        if (paths.Any(string.IsNullOrEmpty))
        {
            throw Invalid("needs CertificatePath, KeyPath and AuthorityPath, all three: give the missing, or remove the others.");
        }

        if (paths.FirstOrDefault(path => !File.Exists(path)) is { } missing)
        {
            throw Invalid($"names '{missing}', which is no file that this user can read.");
        }

        try
        {
            var member = new Member(X509Certificate2.CreateFromPemFile(paths[0], paths[1]), []);
            member.Authority.ImportFromPemFile(paths[2]);
            return member.Trusts(member.Certificate)
                ? member
                : throw Invalid(
                    $"names the certificate '{paths[0]}', which no authority in '{paths[2]}' has signed or which is not valid now: nobody in the cluster would accept it."
                );
        }
        catch (CryptographicException error)
        {
            throw Invalid(
                $"names '{paths[0]}', '{paths[1]}' and '{paths[2]}', which are not a certificate, its key and an authority: {error.Message}"
            );
        }
    }

    private static OptionsValidationException Invalid(string problem) =>
        new(ClusterTlsOptions.Section, typeof(ClusterTlsOptions), [$"{ClusterTlsOptions.Section} {problem}"]);

    private sealed record Member(X509Certificate2 Certificate, X509Certificate2Collection Authority)
    {
        public void Configure(TlsOptions tls)
        {
            tls.LocalCertificate = Certificate;
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (certificate, _, _) => Trusts(certificate);
            tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = TargetHost;
        }

        /// <summary>Whether the cluster's authority has signed it, and it is valid now.</summary>
        public bool Trusts(X509Certificate2 certificate)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.AddRange(Authority);
            chain.ChainPolicy.ExtraStore.AddRange(Authority);
            return chain.Build(certificate);
        }
    }
}
