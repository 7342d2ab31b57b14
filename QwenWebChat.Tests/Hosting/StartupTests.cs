using System.Net;
using System.Net.Sockets;
using QwenWebChat.App.Hosting;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests.Hosting;

/// <summary>Settings with which the app does not start: exit code 2, one line on standard error, nothing else.</summary>
[Slow]
public sealed class StartupTests
{
    [Theory]
    [InlineData("Urls names 0.0.0.0:5999, which other machines can reach", "--Urls", "http://0.0.0.0:5999")]
    [InlineData("Urls names [::]:5999, which other machines can reach", "--Urls", "http://*:5999")]
    [InlineData("Urls has 'nonsense'; it must be an address such as http://localhost:5280.", "--Urls", "nonsense")]
    [InlineData("Urls has 'ftp://localhost:5281': the scheme ftp is not supported; it must be", "--Urls", "http://localhost:5280;ftp://localhost:5281")]
    [InlineData("Urls has 'http://localhost:0': port 0 (any free port) needs an IP address such as http://127.0.0.1:0;", "--Urls", "http://localhost:0")]
    [InlineData("Urls has 'http://localhost:99999': port 99999 is not from 1 to 65535;", "--Urls", "http://localhost:99999")]
    [InlineData("Urls has 'http://localhost:-1': port -1 is not from 1 to 65535;", "--Urls", "http://localhost:-1")]
    [InlineData("Urls has 'http://localhost:5281/chat': the path /chat is not supported;", "--Urls", "http://localhost:5281/chat")]
    [InlineData("Kestrel:Endpoints:Tls:Certificate:Path is '/nowhere.pfx': the file does not exist;", "--Kestrel:Endpoints:Tls:Url", "https://127.0.0.1:0", "--Kestrel:Endpoints:Tls:Certificate:Path", "/nowhere.pfx")]
    [InlineData("The certificate that Kestrel's settings name cannot be opened: ", "--Kestrel:Endpoints:Tls:Url", "https://127.0.0.1:0", "--Kestrel:Endpoints:Tls:Certificate:Path", "appsettings.json")]
    [InlineData("Logging:LogLevel:Default is 'Chatty'; it must be one of Trace, Debug, Information,", "--Logging:LogLevel:Default", "Chatty")]
    [InlineData("Logging:Console:LogLevel:Default is 'Chatty'; it must be one of", "--Logging:Console:LogLevel:Default", "Chatty")]
    [InlineData("Modle:Path is not a setting; did you mean Model:Path.", "--Modle:Path", "qwen")]
    [InlineData("Model:Pth is not a setting; did you mean Model:Path.", "--Model:Pth=qwen")]
    [InlineData("Inference:Kv is not a setting; did you mean Inference:KvCache.", "--Inference:Kv", "int8")]
    [InlineData("Engine:Patience is not a setting; Engine has Engine:MaxRunningRequests, ", "--Engine:Patience", "3")]
    [InlineData("Temperature is not a setting; the sections are ", "--Temperature", "3")]
    [InlineData("Api:Keys:ci is not a setting any more; keys are stored in the database now, so remove the setting and make a key in the app, under /profile/keys, or with the command: api-key create NAME", "--Api:Keys:ci", "sha256:0")]
    [InlineData("Api:Keys is not a setting any more; keys are stored in the database now", "--Api:Keys", "")]
    [InlineData("Audit:Days is 0; it must be 1 to 3650 days.", "--Audit:Days", "0")]
    [InlineData("Accounts:RequireTwoFactor is 'some'; it must be none, administrators or all.", "--Accounts:RequireTwoFactor", "some")]
    [InlineData("Accounts:AllowLocalSignIn is false; it must be true where Accounts:OpenIdConnect:Authority is empty, or nobody could sign in.", "--Accounts:AllowLocalSignIn", "false")]
    [InlineData("Accounts:OpenIdConnect:Authority is 'http://login.example.org'; it must be an address such as https://login.example.org, with http only on this machine.", "--Accounts:OpenIdConnect:Authority", "http://login.example.org", "--Accounts:OpenIdConnect:ClientId", "x")]
    [InlineData("Accounts:OpenIdConnect:Authority is 'login'; it must be an address such as", "--Accounts:OpenIdConnect:Authority", "login", "--Accounts:OpenIdConnect:ClientId", "x")]
    [InlineData("Accounts:OpenIdConnect:ClientId is empty; it must be the id by which the provider knows this app.", "--Accounts:OpenIdConnect:Authority", "https://login.example.org")]
    [InlineData("Accounts:OpenIdConnect:Authority is empty although ClientId is set; it must be the address of the provider.", "--Accounts:OpenIdConnect:ClientId", "x")]
    [InlineData("Accounts:OpenIdConnect:RoleClaim is empty although values of it are set; it must be the name of the claim.", "--Accounts:OpenIdConnect:MemberValues:0", "x")]
    [InlineData("Accounts:OpenIdConnect:RoleClaim is 'roles' without AdministratorValues or MemberValues; one of them must be set.", "--Accounts:OpenIdConnect:RoleClaim", "roles")]
    [InlineData("Accounts:OpenIdConnect:Name is ''; it must be 1 to 64 characters.", "--Accounts:OpenIdConnect:Name", "")]
    [InlineData("Accounts:OpenIdConnect:Autority is not a setting; did you mean Accounts:OpenIdConnect:Authority.", "--Accounts:OpenIdConnect:Autority", "x")]
    [InlineData("Mcp:Servers:files:Comand is not a setting; did you mean Mcp:Servers:files:Command.", "--Mcp:Servers:files:Comand", "x")]
    [InlineData("Mcp:Servers:files is without Url and Command; it must be a server with one of them.", "--Mcp:Servers:files:Environment:A", "x")]
    [InlineData("Mcp:Servers:files is without Url and Command; it must be a server with one of them.", "--Mcp:Servers:files:Headers", "")]
    [InlineData("Mcp:Servers:files:Url is ftp://x; it must be an address such as https://tools.example/mcp.", "--Mcp:Servers:files:Url", "ftp://x")]
    [InlineData("Mcp:Servers is a b; it must be names of 1 to 32 letters, digits and hyphens.", "--Mcp:Servers:a b:Command", "x")]
    [InlineData("--Model:Path has no value; settings are given as --Model:Path VALUE", "--Model:Path")]
    [InlineData("'-x' is not a setting; settings are given as --Model:Path PATH.", "-x", "3")]
    [InlineData("Inference:DType is 'fp8'; it must be auto, float32 or bfloat16.", "--Inference:DType", "fp8")]
    [InlineData("Inference:Device is 'tpu'; it must be auto, cpu or cuda.", "--Inference:Device", "tpu")]
    [InlineData("Engine:MaxWaitingRequests is 0; it must be 1 to 10000.", "--Engine:MaxWaitingRequests", "0")]
    [InlineData("Inference:PrefixStore:MaxBytes is -1; it must be 0 (nothing is kept) or more bytes.", "--Inference:PrefixStore:MaxBytes", "-1")]
    [InlineData("Inference:PrefixStore:Path is '/proc/version', a file; it must be a folder, or a path at which a folder can be created.", "--Inference:PrefixStore:Path", "/proc/version")]
    [InlineData("Hosting:MaxCircuits is 0; it must be 1 to 100000.", "--Hosting:MaxCircuits", "0")]
    [InlineData("Import:MaxFileMegabytes is 0; it must be between 1 and 1000.", "--Import:MaxFileMegabytes", "0")]
    [InlineData("Monitoring:Otlp:Endpoint is 'collector:4317'; it must be an address such as http://localhost:4317, or empty for none.", "--Monitoring:Otlp:Endpoint", "collector:4317")]
    [InlineData("Monitoring:Otlp:Protocol is 'udp'; it must be grpc or http.", "--Monitoring:Otlp:Endpoint", "http://localhost:4317", "--Monitoring:Otlp:Protocol", "udp")]
    [InlineData("Monitoring:Otlp:Headers has a part without a name; it must be name=value,name=value.", "--Monitoring:Otlp:Headers", "key")]
    [InlineData("Monitoring:Alerts:KvShare is 95; it must be above 0 and at most 1, or empty for off.", "--Monitoring:Alerts:KvShare", "95")]
    [InlineData("Monitoring:Alerts:InterTokenP95Seconds is NaN; it must be above 0, or empty for off.", "--Monitoring:Alerts:InterTokenP95Seconds", "NaN")]
    [InlineData("Monitoring:Alerts:HoldSeconds is -1; it must be 0 to 86400.", "--Monitoring:Alerts:HoldSeconds", "-1")]
    [InlineData("Hosting:PathBase is 'chat/'; it must be a path such as /chat, without a slash at its end, or empty for none.", "--Hosting:PathBase", "chat/")]
    [InlineData("Outbound:PrivateHosts has 'http://localhost'; it must be names, IP addresses or networks, such as localhost;10.1.0.0/16.", "--Outbound:PrivateHosts", "http://localhost")]
    [InlineData("Monitoring:Alerts:Webhook is 'example.org'; it must be an address such as https://example.org/hook, or empty for none.", "--Monitoring:Alerts:Webhook", "example.org")]
    [InlineData("Failed to convert configuration value 'yes' at 'Monitoring:IsPublic'", "--Monitoring:IsPublic", "yes")]
    [InlineData("Failed to convert configuration value 'many' at 'Engine:MaxWaitingRequests'", "--Engine:MaxWaitingRequests", "many")]
    [InlineData("Data:Path is '/proc/1/chat.db', which cannot be opened: ", "--Data:Path", "/proc/1/chat.db")]
    [InlineData("Data:Path is '/', a folder; it must be a file, such as /qwenwebchat.db.", "--Data:Path", "/")]
    public async Task Start_BadSetting_EndsWithCode2AndOneLine(string message, params string[] arguments)
    {
        using StringWriter error = new();

        // In this process: a process for each of them would take a minute. The other tests start the built app.
        int code = await WebProgram.RunAsync([.. arguments, "--contentRoot", BuiltApp.Repository, "--applicationName", "QwenWebChat.App"], error: error);

        Assert.Equal(2, code);
        Assert.StartsWith(message, error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("Monitoring:Otpl:Endpoint is not a setting; did you mean Monitoring:Otlp:Endpoint.", "Monitoring__Otpl__Endpoint", "http://localhost:4317")]
    [InlineData("Modle:Path is not a setting; did you mean Model:Path.", "Modle__Path", "qwen")]
    [InlineData("The language data (ICU) is disabled by DOTNET_SYSTEM_GLOBALIZATION_INVARIANT, but the app needs it; unset the variable.", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")]
    public async Task Start_BadVariable_EndsWithCode2AndOneLine(string message, string name, string value)
    {
        TerminalRun run = await TerminalRun.WithAsync([(name, value)], "--contentRoot", BuiltApp.Repository);

        Assert.Equal((2, "", message), (run.ExitCode, run.Output, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task Start_HttpsWithoutCertificate_EndsWithCode2AndOneLine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a developer's certificate is kept by the system.");
        TerminalRun run = await TerminalRun.WithAsync([("HOME", Path.GetTempPath())], "--contentRoot", BuiltApp.Repository, "--Urls", "https://127.0.0.1:0");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("Unable to configure HTTPS endpoint. No server certificate was specified", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Start_OthersVariables_AreLeftAlone()
    {
        // Not started: the settings are read, and the port is the first thing that is wrong.
        TerminalRun run = await TerminalRun.WithAsync(
            [("MODEL", "gpt"), ("Serilog__Level", "Debug"), ("ENGINE", "diesel")], "--contentRoot", BuiltApp.Repository, "--Engine:MaxWaitingRequests", "0");

        Assert.Equal((2, "", "Engine:MaxWaitingRequests is 0; it must be 1 to 10000."), (run.ExitCode, run.Output, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task Start_ContentRootIsNotThere_EndsWithCode2AndOneLine()
    {
        TerminalRun run = await TerminalRun.OfAsync("--contentRoot", "/nowhere");

        Assert.Equal((2, "", "contentRoot is '/nowhere': the folder does not exist; it must be the folder of appsettings.json and wwwroot."), (run.ExitCode, run.Output, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task Start_FolderOfLibtorchIsNotThere_EndsWithCode2AndOneLine()
    {
        TerminalRun run = await TerminalRun.WithAsync([("QWENWEBCHAT_LIBTORCH", "/nowhere/torch/lib")], "--contentRoot", BuiltApp.Repository, "--Urls", "http://127.0.0.1:0");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("QWENWEBCHAT_LIBTORCH=/nowhere/torch/lib: there is no such folder; expected the lib folder of libtorch 2.10", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Start_PortInUse_SaysHowToChooseAnother()
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        string url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}";

        TerminalRun run = await TerminalRun.OfAsync("--Urls", url, "--contentRoot", BuiltApp.Repository);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"Failed to bind to address {url}: address already in use. Choose another with --Urls http://localhost:PORT.", run.Error.TrimEnd());
    }
}
