using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class TokensPerStep : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "TokensPerStep",
                table: "Messages",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "AcceptedTokens",
                table: "ServedRequests",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "TokensPerStep",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "AcceptedTokens",
                table: "ServedRequests");
        }
    }
}
