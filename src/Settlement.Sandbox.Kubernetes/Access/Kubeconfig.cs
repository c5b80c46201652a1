using System.Text;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>The file with which clients find the server and may do everything.</summary>
internal static class Kubeconfig
{
    /// <summary>The context <c>admin</c>, which is the current one, has a client certificate; the context <c>token</c> is there when there is a token.</summary>
    /// <param name="server">Address, such as <c>https://127.0.0.1:6443</c>.</param>
    /// <param name="certificates">The server's.</param>
    /// <param name="adminToken">Bearer token of the administrator, or null.</param>
    public static string Text(string server, ServerCertificates certificates, string? adminToken)
    {
        var tokenContext = adminToken is null ? "" : """
            - context:
                cluster: settlement-sandbox
                user: token
              name: token

            """;
        var tokenUser = adminToken is null ? "" : $"""
            - name: token
              user:
                token: {Go.Quote(adminToken)}

            """;
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - cluster:
                certificate-authority-data: {Base64(certificates.CaPem)}
                server: {server}
              name: settlement-sandbox
            contexts:
            - context:
                cluster: settlement-sandbox
                user: admin
              name: admin
            {tokenContext}current-context: admin
            users:
            - name: admin
              user:
                client-certificate-data: {Base64(certificates.AdminCertificatePem)}
                client-key-data: {Base64(certificates.AdminKeyPem)}
            {tokenUser}
            """;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
