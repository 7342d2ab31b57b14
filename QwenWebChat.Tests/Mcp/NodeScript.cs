namespace QwenWebChat.Tests.Mcp;

/// <summary>A script for Node.js in a temporary folder.</summary>
internal sealed class NodeScript : IDisposable
{
    /// <summary>A server of the protocol in a few lines; the second argument is the text of its answers.</summary>
    public const string Server = """
        const lines = require('readline').createInterface({ input: process.stdin });
        const send = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\n');
        lines.on('line', line => {
          const { id, method, params } = JSON.parse(line);
          if (method === 'initialize') send(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'few lines', version: '1' } });
          else if (method === 'tools/list') send(id, { tools: [{ name: 'tell', description: 'Tells.', inputSchema: { type: 'object' } }, { name: 'leave', inputSchema: { type: 'object' } }, { name: 'flood', inputSchema: { type: 'object' } }] });
          else if (method === 'tools/call' && params.name === 'leave') process.exit(3);
          else if (method === 'tools/call' && params.name === 'flood') setInterval(() => process.stdout.write('x'.repeat(1 << 20)), 1);
          else if (method === 'tools/call') send(id, { content: [{ type: 'text', text: [process.argv[2], process.env.GREETING, process.env.SECRET_OF_THE_APP ?? 'no secret'].join(', ') }] });
          else if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } }) + '\n');
        });
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwenwebchat-");

    public NodeScript(string text)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "server.js");
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
